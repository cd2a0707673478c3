# cmake --install: bin/mdc, libexec/mdc/mdc-parquet, and, when Arrow came from the wheel, its two libraries in
# lib/mdc with their licences. mdc-parquet finds them by $ORIGIN, so the tree can be moved as a whole.
if(TARGET mdc)
  install(TARGETS mdc RUNTIME DESTINATION bin)
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/mdc)

if(TARGET mdc-parquet)
  install(TARGETS mdc-parquet RUNTIME DESTINATION libexec/mdc)
  if(MDC_ARROW_FROM_WHEEL)
    set_target_properties(mdc-parquet PROPERTIES INSTALL_RPATH "$ORIGIN/../../lib/mdc")
    install(FILES $<TARGET_FILE:mdc_wheel_arrow> $<TARGET_FILE:mdc_wheel_parquet>
      DESTINATION lib/mdc
      PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
    file(GLOB licences ${MDC_PYARROW_DIR}/../pyarrow-*.dist-info/licenses/*.txt)
    install(FILES ${licences} DESTINATION share/doc/mdc/arrow)
  endif()
endif()
