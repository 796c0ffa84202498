/* nothing.c - the empty process that the start of the program is compared with. */
int main(void)
{
	return 0;
}
