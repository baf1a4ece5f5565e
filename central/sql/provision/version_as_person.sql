select schema_version from loc.hello_v1()
