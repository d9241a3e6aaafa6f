# Compiler and linker flags of the four flavours (see CMakePresets.json).
set(TRAM_FLAVOUR "release" CACHE STRING "release, debug, tsan or fuzz")

add_library(tram_flags INTERFACE)
target_compile_options(tram_flags INTERFACE
  -Wall -Wextra -Werror -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference -Wformat=2 -Wimplicit-fallthrough)
target_include_directories(tram_flags INTERFACE ${CMAKE_SOURCE_DIR}/firmware ${CMAKE_SOURCE_DIR}/hal)
target_link_options(tram_flags INTERFACE -fuse-ld=mold)

if(TRAM_FLAVOUR STREQUAL "release")
  # CMake's own Release adds -O3 -DNDEBUG; -O2 is smaller and no slower here.
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
  set(CMAKE_C_FLAGS_RELEASE "-O2 -g1")
  # GCC 14's flow-based warnings misfire at -O2 on std::optional, on strings and on coroutine frames; the
  # sanitized flavours look at the same code with other eyes.
  target_compile_options(tram_flags INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -D_GLIBCXX_ASSERTIONS
    -fstack-protector-strong -fstack-clash-protection -fcf-protection=full
    -Wno-null-dereference -Wno-maybe-uninitialized -Wno-mismatched-new-delete -Wno-stringop-overflow)
  target_link_options(tram_flags INTERFACE -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack)
  option(TRAM_LTO "link-time optimisation" ON)
  if(TRAM_LTO)
    target_compile_options(tram_flags INTERFACE -flto=auto -fno-fat-lto-objects)
    target_link_options(tram_flags INTERFACE -flto=auto)
  endif()
elseif(TRAM_FLAVOUR STREQUAL "debug")
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g")
  target_compile_options(tram_flags INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS
    -Wno-null-dereference -Wno-maybe-uninitialized)
  target_link_options(tram_flags INTERFACE -fsanitize=address,undefined)
elseif(TRAM_FLAVOUR STREQUAL "tsan")
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g")
  # GCC warns that it cannot instrument atomic_thread_fence; Asio has some.
  target_compile_options(tram_flags INTERFACE -fsanitize=thread -Wno-tsan -Wno-null-dereference -Wno-maybe-uninitialized)
  target_link_options(tram_flags INTERFACE -fsanitize=thread)
elseif(TRAM_FLAVOUR STREQUAL "fuzz")
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g")
  target_compile_options(tram_flags INTERFACE
    -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(tram_flags INTERFACE -fsanitize=address,undefined)
else()
  message(FATAL_ERROR "TRAM_FLAVOUR is release, debug, tsan or fuzz")
endif()
