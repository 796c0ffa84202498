# Tasks.  The building is Meson's (meson.build); this file only says what is done how.
#
#   make            build          make check      build with ASan and UBSan, and run every test
#   make demo       install what is missing, build, and answer a bounce
#   make bench      accuracy and speed, as docs/benchmarks.md has them
#   make fuzz       each fuzz target for FUZZ_SECONDS (20)
#   make install    into PREFIX (/usr/local)

PREFIX ?= /usr/local
FUZZ_SECONDS ?= 20
NEED = packaging/install-packages

.PHONY: all demo check bench fuzz install clean
all: build/fivefifty

build/build.ninja: meson.build
	@$(NEED) build
	@meson setup build --prefix=$(PREFIX) >build.log 2>&1 || { cat build.log; exit 1; }; rm -f build.log

build/fivefifty: build/build.ninja FORCE
	@ninja -C build --quiet fivefifty

demo: build/fivefifty
	@echo '$$ build/fivefifty tests/demo/bounce.eml'
	@build/fivefifty tests/demo/bounce.eml

check:
	@$(NEED) build check
	@if test -f build-check/build.ninja; then meson setup --reconfigure build-check >/dev/null; \
	else meson setup build-check -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 >/dev/null; fi
	@ninja -C build-check --quiet
	@packaging/run-tests build-check

bench: build/fivefifty
	@$(NEED) build check bench
	@meson setup --reconfigure build >/dev/null
	@ninja -C build --quiet
	@bench/bench build

fuzz:
	@$(NEED) build fuzz
	@test -f build-fuzz/build.ninja || CC=clang meson setup build-fuzz -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false >/dev/null
	@ninja -C build-fuzz --quiet
	@fuzz/run build-fuzz $(FUZZ_SECONDS)

install: build/fivefifty
	@ninja -C build --quiet install

clean:
	rm -rf build build-check build-fuzz

FORCE:
