-- Staff: identities, sessions and memberships are reached through these functions and nothing else. Each does one thing,
-- runs as owner with a fixed search path, takes its instant as an argument and is granted to the role app by name.

-- Failed sign-ins by keyed hash of what was typed, so that an unknown account answers exactly like a known one.
create table sign_in_attempts (
  login_hash bytea primary key,
  failures integer not null check (failures > 0),
  locked_until timestamptz,
  last_at timestamptz not null
);
create index sign_in_attempts_by_age on sign_in_attempts (last_at);

-- A link an owner sends to a future colleague. Bound to the phone or e-mail it was made for.
create table staff_invites (
  tenant_id uuid not null,
  id uuid not null,
  login text not null check (length(login) between 3 and 120),
  role text not null check (role in ('owner', 'manager', 'operator', 'clerk')),
  token_hash bytea not null,
  invited_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, token_hash)
);
create index staff_invites_by_newest on staff_invites (tenant_id, created_at desc);
select tenant_table('staff_invites');

-- Refuses to act on a store other than the one the transaction is bound to.
create function platform.assert_bound(p_store uuid) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  if p_store is distinct from nullif(current_setting('app.tenant_id', true), '')::uuid then
    raise exception 'not the bound store' using errcode = '42501';
  end if;
end $$;

-- Makes an identity. Result: false, writing nothing, when the phone or e-mail belongs to somebody.
create function platform.sign_up(p_id uuid, p_phone text, p_email text, p_name text, p_hash text, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into staff_identities (id, phone, email, name, password_hash, created_at)
  values (p_id, p_phone, p_email, p_name, p_hash, p_at) on conflict do nothing;
  return found;
end $$;

-- Counts an attempt before its password is looked at, so that parallel guesses cannot outrun the count. The fifth locks for
-- a minute, each further one for twice as long, fifteen minutes at most; a day of quiet forgets.
-- Result: 0 when the attempt may be made, else the seconds to wait.
create function platform.begin_sign_in(p_login_hash bytea, p_at timestamptz) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare a sign_in_attempts;
begin
  delete from sign_in_attempts where login_hash in
    (select login_hash from sign_in_attempts where last_at < p_at - interval '1 day' order by last_at limit 20 for update skip locked);
  insert into sign_in_attempts as s (login_hash, failures, locked_until, last_at) values (p_login_hash, 1, null, p_at)
  on conflict (login_hash) do update set
    failures = least(s.failures + 1, 1000), last_at = p_at,
    locked_until = case when s.failures + 1 >= 5
      then p_at + least(interval '15 minutes', interval '1 minute' * power(2, least(s.failures - 4, 10))) end
   where s.locked_until is null or s.locked_until <= p_at
  returning * into a;
  if found then return 0; end if;
  select * into a from sign_in_attempts where login_hash = p_login_hash;
  return greatest(1, ceil(extract(epoch from a.locked_until - p_at))::integer);
end $$;

create function platform.sign_in_succeeded(p_login_hash bytea) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from sign_in_attempts where login_hash = p_login_hash;
$$;

-- What a sign-in compares with; null when nobody has this phone or e-mail.
create function platform.identity_by_login(p_phone text, p_email text) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object('id', id, 'name', name, 'passwordHash', password_hash)
    from staff_identities where phone = p_phone or email = p_email limit 1;
$$;

create function platform.identity_by_id(p_id uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select jsonb_build_object('id', id, 'name', name, 'phone', phone, 'email', email, 'isOperator', is_operator,
                            'passwordHash', password_hash)
    from staff_identities where id = p_id;
$$;

-- Starts a session; the sixty-first of an identity ends its oldest.
create function platform.start_staff_session(p_hash bytea, p_identity uuid, p_csrf text, p_at timestamptz, p_expires timestamptz) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into staff_sessions (token_hash, identity_id, csrf, created_at, seen_at, expires_at)
  values (p_hash, p_identity, p_csrf, p_at, p_at, p_expires);
  delete from staff_sessions where identity_id = p_identity and token_hash in
    (select token_hash from staff_sessions where identity_id = p_identity order by seen_at desc offset 60);
end $$;

-- Who a session is and what they are in a store (null: no store asked for). Null when it has ended: absolute end passed, or
-- unused for fourteen days. Notes its use at most every five minutes.
create function platform.read_staff_session(p_hash bytea, p_store uuid, p_at timestamptz) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare s staff_sessions; result jsonb;
begin
  select * into s from staff_sessions
   where token_hash = p_hash and expires_at > p_at and seen_at > p_at - interval '14 days';
  if not found then return null; end if;
  if s.seen_at < p_at - interval '5 minutes' then
    update staff_sessions set seen_at = p_at where token_hash = p_hash and seen_at < p_at;
  end if;
  select jsonb_build_object('id', i.id, 'name', i.name, 'isOperator', i.is_operator, 'csrf', s.csrf,
           'role', (select m.role from memberships m where m.identity_id = i.id and m.store_id = p_store))
    into result from staff_identities i where i.id = s.identity_id;
  return result;
end $$;

create function platform.end_staff_session(p_identity uuid, p_hash bytea) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from staff_sessions where token_hash = p_hash and identity_id = p_identity;
  return found;
end $$;

create function platform.list_staff_sessions(p_identity uuid, p_at timestamptz) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(x order by x.seen_at desc), '[]'::jsonb) from (
    select encode(token_hash, 'hex') as id, created_at, seen_at, expires_at from staff_sessions
     where identity_id = p_identity and expires_at > p_at and seen_at > p_at - interval '14 days'
     order by seen_at desc limit 60) x;
$$;

-- Sets the password and ends every session but the one it was changed in.
create function platform.change_password(p_identity uuid, p_hash text, p_keep bytea) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_identities set password_hash = p_hash where id = p_identity;
  delete from staff_sessions where identity_id = p_identity and token_hash is distinct from p_keep;
end $$;

create function platform.stores_of(p_identity uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_agg(x order by x.created_at), '[]'::jsonb) from (
    select s.id, s.slug, s.status, m.role, s.created_at from memberships m join stores s on s.id = m.store_id
     where m.identity_id = p_identity order by s.created_at limit 100) x;
$$;

-- Adds somebody to the bound store. Result: false when they already are a member.
create function platform.add_member(p_store uuid, p_identity uuid, p_role text, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform platform.assert_bound(p_store);
  insert into memberships (identity_id, store_id, role, created_at) values (p_identity, p_store, p_role, p_at)
  on conflict do nothing;
  return found;
end $$;

create function platform.list_members(p_store uuid) returns jsonb
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  perform platform.assert_bound(p_store);
  return (select coalesce(jsonb_agg(x order by x.created_at), '[]'::jsonb) from (
    select i.id, i.name, i.phone, i.email, m.role, m.created_at from memberships m join staff_identities i on i.id = m.identity_id
     where m.store_id = p_store order by m.created_at limit 200) x);
end $$;

-- Changes a member's role, or removes them when the role is null. Holds the store's memberships, so that two owners cannot
-- let go of each other at once. Result: 'done', 'not_member', 'last_owner'. Keeps: a store with owners has one left.
create function platform.change_member(p_store uuid, p_identity uuid, p_role text) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_role text; v_owners integer;
begin
  perform platform.assert_bound(p_store);
  perform 1 from memberships where store_id = p_store order by identity_id for update;
  select role into v_role from memberships where store_id = p_store and identity_id = p_identity;
  if not found then return 'not_member'; end if;
  select count(*) into v_owners from memberships where store_id = p_store and role = 'owner';
  if v_role = 'owner' and p_role is distinct from 'owner' and v_owners = 1 then return 'last_owner'; end if;
  if p_role is null then
    delete from memberships where store_id = p_store and identity_id = p_identity;
  else
    update memberships set role = p_role where store_id = p_store and identity_id = p_identity;
  end if;
  return 'done';
end $$;

-- Suspends a store or puts it back, in the name of an operator and with a line in the operators' audit.
-- Result: false when the identity is no operator or there is no such store.
create function platform.set_store_status(p_operator uuid, p_store uuid, p_status text, p_reason text, p_audit uuid, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from staff_identities where id = p_operator and is_operator) then return false; end if;
  update stores set status = p_status, config_version = nextval('config_versions') where id = p_store;
  if not found then return false; end if;
  insert into operator_audit (id, identity_id, action, subject, data, at)
  values (p_audit, p_operator, 'store.' || p_status, p_store::text, jsonb_build_object('reason', p_reason), p_at);
  return true;
end $$;

-- For the operator's list; null for everybody else.
create function platform.list_stores(p_operator uuid, p_after uuid, p_limit integer) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select case when exists (select from staff_identities where id = p_operator and is_operator) then
    (select coalesce(jsonb_agg(x order by x.id), '[]'::jsonb) from (
       select id, slug, status, zone, created_at from stores where p_after is null or id > p_after
        order by id limit least(p_limit, 200)) x) end;
$$;

-- Not granted to the role app: only the migrating login (the command line) makes operators.
create function platform.make_operator(p_identity uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update staff_identities set is_operator = true where id = p_identity;
  return found;
end $$;

revoke execute on all functions in schema platform from public;
grant execute on function
  platform.sign_up(uuid, text, text, text, text, timestamptz),
  platform.begin_sign_in(bytea, timestamptz),
  platform.sign_in_succeeded(bytea),
  platform.identity_by_login(text, text),
  platform.identity_by_id(uuid),
  platform.start_staff_session(bytea, uuid, text, timestamptz, timestamptz),
  platform.read_staff_session(bytea, uuid, timestamptz),
  platform.end_staff_session(uuid, bytea),
  platform.list_staff_sessions(uuid, timestamptz),
  platform.change_password(uuid, text, bytea),
  platform.stores_of(uuid),
  platform.add_member(uuid, uuid, text, timestamptz),
  platform.list_members(uuid),
  platform.change_member(uuid, uuid, text),
  platform.set_store_status(uuid, uuid, text, text, uuid, timestamptz),
  platform.list_stores(uuid, uuid, integer)
to mamapu_app;

-- Who a shopper's browser session is, in one call. Input: the store, the token's keyed hash, the instant. Null when it has
-- ended: absolute end passed, or unused for ninety days. Notes its use at most every ten minutes.
create function read_shopper_session(p_tenant uuid, p_hash text, p_at timestamptz) returns jsonb
language plpgsql as $$
declare s customer_sessions;
begin
  execute format('set local app.tenant_id = %L', p_tenant);
  select * into s from customer_sessions
   where tenant_id = p_tenant and token_hash = decode(p_hash, 'hex') and expires_at > p_at and seen_at > p_at - interval '90 days';
  if not found then return null; end if;
  if s.seen_at < p_at - interval '10 minutes' then
    update customer_sessions set seen_at = p_at where tenant_id = p_tenant and token_hash = s.token_hash and seen_at < p_at;
  end if;
  return jsonb_build_object('csrf', s.csrf, 'customerId', s.customer_id, 'phoneHash', encode(s.phone_hash, 'hex'));
end $$;

grant execute on function read_shopper_session(uuid, text, timestamptz) to mamapu_app;
