# A room is a folder under firmware/ (or hal/): its sources are one library, its tests one test
# program, each of its fuzz targets a program of its own. Files are found by name, so that a new file
# needs no edit here:
#   thing.cpp thing.hpp      the room's library   tram_<room>
#   thing_test.cpp           its tests            tram_<room>_test  (one program, one ctest test)
#   thing_fuzz.cpp           a fuzz target        fuzz_<room>_<thing>; corpus in corpus/<thing>/,
#                            dictionary beside it in thing.dict
# Outside the fuzz flavour a fuzz target is linked to a driver that replays its corpus, as a test.
#
#   tram_room(mime DEPENDS text base LIBS PkgConfig::icu)
#   tram_room(proto_smtp FOLDER proto/smtp DEPENDS ...)

find_package(GTest REQUIRED)
find_package(PkgConfig REQUIRED)

function(tram_room room)
  cmake_parse_arguments(R "" "FOLDER" "DEPENDS;LIBS" ${ARGN})
  if(NOT R_FOLDER)
    set(R_FOLDER ${room})
  endif()
  set(dir ${CMAKE_CURRENT_SOURCE_DIR}/${R_FOLDER})
  file(GLOB sources CONFIGURE_DEPENDS ${dir}/*.cpp)
  set(tests ${sources})
  set(fuzzers ${sources})
  list(FILTER sources EXCLUDE REGEX "(_test|_fuzz|_bench|/main)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")

  set(links tram_flags ${R_LIBS})
  foreach(dependency ${R_DEPENDS})
    list(APPEND links tram_${dependency})
  endforeach()
  if(sources)
    add_library(tram_${room} STATIC ${sources})
    target_link_libraries(tram_${room} PUBLIC ${links})
  else()
    add_library(tram_${room} INTERFACE)
    target_link_libraries(tram_${room} INTERFACE ${links})
  endif()

  if(tests)
    add_executable(tram_${room}_test ${tests})
    target_link_libraries(tram_${room}_test PRIVATE tram_${room} GTest::gmock GTest::gtest_main)
    if(NOT TRAM_FLAVOUR STREQUAL "fuzz")
      add_test(NAME unit_${room} COMMAND tram_${room}_test WORKING_DIRECTORY ${dir})
      set_tests_properties(unit_${room} PROPERTIES LABELS unit TIMEOUT 300)
    endif()
  endif()

  foreach(fuzzer ${fuzzers})
    get_filename_component(thing ${fuzzer} NAME_WE)
    string(REGEX REPLACE "_fuzz$" "" thing ${thing})
    set(target fuzz_${room}_${thing})
    add_executable(${target} ${fuzzer})
    target_link_libraries(${target} PRIVATE tram_${room})
    if(TRAM_FLAVOUR STREQUAL "fuzz")
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
    else()
      target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.cpp)
      add_test(NAME corpus_${room}_${thing} COMMAND ${target} ${dir}/corpus/${thing})
      set_tests_properties(corpus_${room}_${thing} PROPERTIES LABELS unit TIMEOUT 300)
    endif()
    file(APPEND ${CMAKE_BINARY_DIR}/fuzz_targets.txt "${target} ${dir}/corpus/${thing} ${dir}/${thing}.dict\n")
  endforeach()
endfunction()

# A program: roles/<name>/*.cpp (or FOLDER) as the executable tram-<name> (or NAME); sources but main.cpp
# are a room, so that they are tested like any other.
function(tram_program program)
  cmake_parse_arguments(P "" "NAME;FOLDER" "DEPENDS;LIBS" ${ARGN})
  if(NOT P_FOLDER)
    set(P_FOLDER roles/${program})
  endif()
  if(NOT P_NAME)
    set(P_NAME tram-${program})
  endif()
  if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${P_FOLDER}/main.cpp)
    return()
  endif()
  tram_room(program_${program} FOLDER ${P_FOLDER} DEPENDS ${P_DEPENDS} LIBS ${P_LIBS})
  add_executable(${P_NAME} ${CMAKE_CURRENT_SOURCE_DIR}/${P_FOLDER}/main.cpp)
  target_link_libraries(${P_NAME} PRIVATE tram_program_${program})
  install(TARGETS ${P_NAME} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()
