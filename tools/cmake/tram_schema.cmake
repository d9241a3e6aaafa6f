# tram_schema(room): C++ from the FlatBuffers schemas in <room>/schema/*.fbs; target tram_<room>_schema.
find_program(FLATC flatc REQUIRED)
function(tram_schema room)
  set(dir ${CMAKE_CURRENT_SOURCE_DIR}/${room}/schema)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${room}/schema/generated)
  file(GLOB schemas CONFIGURE_DEPENDS ${dir}/*.fbs)
  set(headers)
  foreach(schema ${schemas})
    get_filename_component(name ${schema} NAME_WE)
    add_custom_command(
      OUTPUT ${out}/${room}/schema/${name}_generated.h
      COMMAND ${FLATC} --cpp --cpp-std c++17 --scoped-enums --gen-object-api --gen-mutable --filename-suffix _generated
              -I ${dir} -o ${out}/${room}/schema ${schema}
      DEPENDS ${schemas} VERBATIM)
    list(APPEND headers ${out}/${room}/schema/${name}_generated.h)
  endforeach()
  add_custom_target(tram_${room}_schema_files DEPENDS ${headers})
  add_library(tram_${room}_schema INTERFACE)
  add_dependencies(tram_${room}_schema tram_${room}_schema_files)
  target_include_directories(tram_${room}_schema SYSTEM INTERFACE ${out})
endfunction()
