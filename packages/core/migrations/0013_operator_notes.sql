-- What an operator does beyond closing shops leaves a line too: reading a shop's messages, giving a job another round.

-- Writes a line of the operators' audit. Result: false, writing nothing, when the identity is no operator.
create function platform.note_operator(p_operator uuid, p_action text, p_subject text, p_audit uuid, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from staff_identities where id = p_operator and is_operator) then return false; end if;
  insert into operator_audit (id, identity_id, action, subject, at) values (p_audit, p_operator, p_action, p_subject, p_at);
  return true;
end $$;

revoke execute on function platform.note_operator(uuid, text, text, uuid, timestamptz) from public;
grant execute on function platform.note_operator(uuid, text, text, uuid, timestamptz) to mamapu_app;
