-- What a member may call and read. Everything else of both schemas is closed; there is no INSERT, UPDATE or DELETE.
grant usage on schema loc, sec to loc_member;
grant select on loc.platforms, loc.projects, loc.folders, loc.files, loc.file_chunks, loc.file_counters, loc.segments, loc.changes,
  loc.tms, loc.tm_units, loc.tm_changes, loc.tm_assignments, loc.terms, loc.findings, loc.tasks, loc.logs, loc.telemetry to loc_member;
grant execute on function
  loc.hello_v1, loc.hello_v2, loc.begin_session_v1, loc.news_v1, loc.names_v1, loc.can_edit_v1, loc.can_edit_file_v1,
  loc.create_project_v1, loc.create_folder_v1, loc.trash_file_v1,
  loc.save_segments_v1, loc.filter_segments_v1, loc.be_present_v1, loc.claim_next_v1, loc.leave_v1,
  loc.create_tm_v1, loc.rename_tm_v1, loc.trash_tm_v1, loc.delete_tm_v1, loc.assign_tm_v1, loc.unassign_tm_v1,
  loc.active_tms_v1, loc.tm_seqs_v1, loc.edit_tm_unit_v1, loc.delete_tm_units_v1, loc.merge_tm_v1, loc.search_tm_v1,
  loc.begin_tm_upload_v1, loc.finish_tm_upload_v1,
  loc.begin_upload_v1, loc.upload_chunk_v1, loc.upload_segments_v1, loc.finish_upload_v1,
  sec.create_person_v1, sec.set_verifier_v1, sec.set_active_v1, sec.grant_project_v1, sec.login_ok_v1,
  sec.set_role_v1, sec.unlock_v1, sec.set_setting_v1, sec.sessions_v1, sec.end_session_v1,
  sec.person_id, sec.my_projects, sec.my_tms, sec.has_role
  to loc_member;
