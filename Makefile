# lgn: Linear Group Networks. `make help` lists every target.
#
# Sources are found by folder; a file in experiments/ is a program of that name. What can be set:
#
#  CXX                     the compiler: g++ 11 or newer, clang++ 14 or newer (g++)
#  CXXFLAGS CPPFLAGS LDFLAGS LDLIBS   added to ours; the last word is yours
#  OPTIMIZE CALLERS        how kernels are optimised (-O2), and what calls them (-Og)
#  BUILD                   the folder for what is built (build)
#  DATASET DATA ARGS       given to a program: --dataset, --data-dir, and anything else
#  TEST_ARGS               given to the tests: --gtest_filter=..
#  PREFIX DESTDIR          where make install puts programs and sample (/usr/local, nowhere)

BUILD    ?= build
OPTIMIZE ?= -O2
CALLERS  ?= -Og
PREFIX   ?= /usr/local
PRECOMPILE ?= yes

# No -ffast-math, no fused multiply-add but where it is written: no result depends on what the optimiser felt like.
flags := -std=c++20 $(OPTIMIZE) -Wall -Wextra -ffp-contract=off -pthread -MMD -MP -I. $(if $(SEPARATE),-DLGN_SEPARATE)

$(if $(shell command -v $(CXX)),,$(error the compiler $(CXX) was not found; on Debian or Ubuntu: apt-get install g++))

# As many jobs as there are cores, unless the caller or the make above chose.
jobs := $(if $(filter 0,$(MAKELEVEL)$(filter -j%,$(MAKEFLAGS))),-j$(shell nproc 2>/dev/null || echo 2))
MAKEFLAGS += $(jobs) --no-print-directory

# --- what there is -----------------------------------------------------------------------------------------
sources      := $(wildcard $(foreach depth,* */* */*/*,$(addsuffix /$(depth).cpp,tensor autograd datasets lgn) experiments/*/$(depth).cpp))
programs     := $(patsubst experiments/%.cpp,%,$(wildcard experiments/*.cpp))
test_sources := $(filter-out %/driver.cpp,$(wildcard tests/*.cpp tests/*/*.cpp tests/*/*/*.cpp))
executables  := $(addprefix $(BUILD)/,$(programs))
sample       := $(patsubst datasets/sample/%.gz,$(BUILD)/sample/%,$(wildcard datasets/sample/*.gz))

all: $(executables) $(sample)  ## build every program (this is what a bare `make` does)

# Writes lines to a file unless they stand there: what depends on it is built anew only when they change.
define write
	@mkdir -p $(@D)
	@printf '%s\n' $1 | cmp -s - $@ || printf '%s\n' $1 > $@
endef

# --- compiling ---------------------------------------------------------------------------------------------
# To compile a source is mostly to compile the standard library's headers: the sources of a folder are compiled as one
# "unit" that includes them all, so that names in unnamed namespaces are unique in a folder. Kernels of an instruction
# set stay apart (tensor/simd/dispatch.h), and so does what knows the commit; `make separate` compiles each by itself.
alone     := $(filter %/simd/scalar.cpp %/simd/neon.cpp %/simd/avx2.cpp %/simd/avx512.cpp %/build_info.cpp,$(sources))
plain     := $(filter-out $(alone),$(sources))
folder_of  = $(patsubst %/,%,$(dir $1))
units     := $(sort $(foreach source,$(plain),$(call folder_of,$(source))/unit.cpp))
object_of  = $(patsubst %.cpp,$(BUILD)/objects/%.o,$1)
objects   := $(call object_of,$(alone) $(if $(SEPARATE),$(plain),$(units)))
main_objects := $(call object_of,$(wildcard experiments/*.cpp))
# Likewise the tests. Exercises stay apart: one of them is linked with a reader's attempt.
test_alone := $(filter tests/exercises/%,$(test_sources))
test_plain := $(filter-out $(test_alone),$(test_sources))
test_units := $(sort $(foreach source,$(test_plain),$(call folder_of,$(source))/unit.cpp))
test_objects := $(call object_of,$(test_alone) $(if $(SEPARATE),$(test_plain),$(test_units)))
fuzz_objects := $(call object_of,$(wildcard tests/fuzz/*.cpp))
every_object := $(sort $(objects) $(main_objects) $(test_objects) $(fuzz_objects))
part_of    = $(foreach source,$(plain) $(test_plain),$(if $(filter $1,$(call folder_of,$(source))),$(source)))
$(addprefix $(BUILD)/units/,$(units) $(test_units)): $(BUILD)/units/%: FORCE
	$(call write,$(patsubst %,'#include "%"',$(call part_of,$(call folder_of,$*))))

# Loops are worth the compiler's time: kernels, autograd and sparse coding (whose loops become vectors), images, pictures,
# and the method in one file. What calls them is not.
worth := $(filter $(patsubst %,$(BUILD)/objects/%,tensor/simd/% lgn/fused/simd/% experiments/lgn-in-one-file.o \
  $(if $(SEPARATE),,autograd/% datasets/% lgn/recovery/% experiments/common/plotting/%)),$(every_object))
$(filter-out $(worth),$(every_object)): file_flags = $(CALLERS)
$(filter $(patsubst %,$(BUILD)/objects/%/%,autograd lgn/recovery),$(worth)): file_flags = -O3
ifneq ($(filter x86_64% amd64%,$(shell $(CXX) -dumpmachine)),)
$(filter %/avx2.o,$(worth)): file_flags = -mavx2 -mfma
$(filter %/avx512.o,$(worth)): file_flags = -mavx512f -mavx512dq -mavx512bw -mavx512vl -mfma -mprefer-vector-width=512
endif

# What is compiled with CALLERS shares its headers precompiled, and so do the tests. No file relies on it.
ifneq ($(PRECOMPILE),)
$(filter-out $(worth) $(test_objects) $(fuzz_objects),$(every_object)): $(BUILD)/precompiled/tensor.h.gch
$(test_objects) $(fuzz_objects): $(BUILD)/precompiled/tests.h.gch
header = $(patsubst %.gch,-include %,$(filter %.gch,$^))
endif

compile = $(CXX) $(flags) $1 $(CPPFLAGS) $(CXXFLAGS)
# Objects know nothing of the headers that they had precompiled: without, all is built anew.
$(BUILD)/flags: FORCE
	$(call write,'$(subst ','\'',$(call compile,$(CALLERS) $(PRECOMPILE)))')
$(BUILD)/precompiled/%.h.gch: %/precompiled.h $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  CXX  $<"
	@echo '#include "$<"' > $(@:.gch=)
	@$(call compile,$(CALLERS)) -x c++-header $(@:.gch=) -o $@

compile_object = @mkdir -p $(@D) && echo "  CXX  $*.cpp" && $(call compile,$(file_flags)) $(header) -c $< -o $@
$(BUILD)/objects/%.o: $(BUILD)/units/%.cpp $(BUILD)/flags
	$(compile_object)
$(BUILD)/objects/%.o: %.cpp $(BUILD)/flags
	$(compile_object)

# The commit that results are reported with.
commit := $(shell git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown)
build_info := $(BUILD)/objects/experiments/common/program/build_info.o
$(build_info): file_flags += -DLGN_COMMIT='"$(commit)"'
$(build_info): $(BUILD)/commit
$(BUILD)/commit: FORCE
	$(call write,'$(commit)')

-include $(shell find $(BUILD)/objects $(BUILD)/precompiled -name '*.d' 2>/dev/null)

# --- linking -----------------------------------------------------------------------------------------------
# A program: its source, its folder, and what is in no other's folder. What is linked is written down: of a source
# that is gone no object stays.
.SECONDEXPANSION:
link = $(CXX) -pthread $(LDFLAGS) $(filter %.o,$^) $(LDLIBS)
folders_of_others = $(patsubst %,$(BUILD)/objects/experiments/%/%,$(filter-out $1,$(programs)))
objects_of = $(BUILD)/objects/experiments/$1.o $(filter-out $(folders_of_others),$(objects))
$(BUILD)/linked: FORCE
	$(call write,'$(subst ','\'',$(CXX) $(LDFLAGS) $(LDLIBS) $(every_object) $(objects))')
$(executables): $(BUILD)/%: $$(call objects_of,$$*) $(BUILD)/linked
	@echo "  LINK $@"
	@$(link) -o $@

# The embedded sample, unpacked beside the programs.
$(BUILD)/sample/%: datasets/sample/%.gz
	@mkdir -p $(@D) && gunzip -c $< > $@

# --- what one does with it ---------------------------------------------------------------------------------
help:  ## this list
	@echo "Targets:"
	@sed -n 's/^\([a-z][a-z0-9-]*\)[a-z ]*:.*## \(.*\)/  \1\t\2/p' Makefile experiments/paper.mk tests/targets.mk | expand -t 26
	@echo; echo "Programs: make NAME DATASET=.. DATA=.. ARGS=\"..\" builds and runs one; build/NAME --help explains it."
	@for f in $(sort $(programs)); do printf '  %-22s  %s\n' "$$f" "$$(sed -n '1s,^// *,,p' experiments/$$f.cpp)"; done
	@echo; echo "Variables, on the command line or in the environment:"
	@sed -n 's/^#  \([A-Z]\)/  \1/p' Makefile

# Some read no data set, whatever the environment says.
own_data := infer bench report lgn-in-one-file planted-group continuous-group high-dimension two-generators
data_flag = $(if $(DATA),--data-dir "$$DATA")
export DATA
$(programs): %: $(BUILD)/% $(sample)
	@$(BUILD)/$@ $(if $(filter $@,$(own_data)),,$(if $(DATASET),--dataset $(DATASET)) $(data_flag)) $(ARGS)

install: all  ## programs to PREFIX/bin and the sample to PREFIX/share/lgn, below DESTDIR if that is given
	@mkdir -p "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/lgn/sample"
	@install -m 755 $(executables) "$(DESTDIR)$(PREFIX)/bin"
	@install -m 644 $(sample) "$(DESTDIR)$(PREFIX)/share/lgn/sample"

data:  ## download the original data sets into data/ (or DATA_DIR), checked against their sums
	@sh datasets/download.sh "$${DATA_DIR:-data}"

format:  ## format all sources (clang-format)
	@clang-format -i $(sources) $(test_sources) $(wildcard experiments/*.cpp */*.h */*/*.h */*/*/*.h */*/*/*/*.h)

clean:  ## remove what was built; runs/ and data/ stay
	@rm -rf $(BUILD)

include experiments/paper.mk tests/targets.mk

.PHONY: all help install data format clean FORCE $(programs)
.DELETE_ON_ERROR:
.SECONDARY:
