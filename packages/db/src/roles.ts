import { createHmac } from 'node:crypto'
import type { Sql } from 'postgres'

/** The four roles of the product. A superuser (or the owner of the server) only creates them. */
export const ROLES = {
  owner: 'mamapu_owner',
  app: 'mamapu_app',
  queue: 'mamapu_queue',
  sweep: 'mamapu_sweep',
} as const

export type RoleName = keyof typeof ROLES

/** Where each role logs in; `owner` never does at run time. */
export interface RoleUrls {
  readonly app: string
  readonly queue: string
  readonly sweep: string
}

/** Passwords follow from the migrating login, so that every process with that login agrees on them. */
function passwordOf(adminUrl: URL, role: RoleName): string {
  return createHmac('sha256', `mamapu:${adminUrl.password}`).update(role).digest('base64url')
}

/** The run-time logins on the server and database of `adminUrl`; `given` ones made by hand win. */
export function roleUrls(adminUrl: string, given: Partial<RoleUrls> = {}): RoleUrls {
  const urlFor = (role: 'app' | 'queue' | 'sweep'): string => {
    const url = new URL(adminUrl)
    const password = passwordOf(url, role)
    url.username = ROLES[role]
    url.password = password
    return given[role] ?? url.toString()
  }
  return { app: urlFor('app'), queue: urlFor('queue'), sweep: urlFor('sweep') }
}

const ATTRIBUTES = 'nosuperuser nobypassrls nocreatedb nocreaterole noreplication'

/**
 * Makes the roles where they are missing and gives each exactly what it needs in this database. Safe to repeat and to
 * run from several processes at once. `admin` is a connection of the migrating login.
 */
export async function ensureRoles(admin: Sql, adminUrl: string): Promise<void> {
  const url = new URL(adminUrl)
  await admin.begin(async (sql) => {
    // Roles belong to the whole server: one lock for all databases of it is not to be had, so creation tolerates a twin.
    await sql`select pg_advisory_xact_lock(72036001)`
    for (const role of Object.keys(ROLES) as RoleName[]) {
      const login = role === 'owner' ? 'nologin' : `login password '${passwordOf(url, role)}'`
      await sql.unsafe(`do $$ begin
        if not exists (select from pg_roles where rolname = '${ROLES[role]}') then
          begin create role ${ROLES[role]} ${login} ${ATTRIBUTES}; exception when duplicate_object or unique_violation then null; end;
        end if; end $$`)
    }
    const database = (await sql<{ name: string }[]>`select quote_ident(current_database()) as name`)[0]?.name
    await sql.unsafe(`
      do $$ begin
        if not pg_has_role(current_user, '${ROLES.owner}', 'member') then grant ${ROLES.owner} to current_user; end if;
      end $$;
      revoke all on database ${database} from public;
      grant connect on database ${database} to ${ROLES.app}, ${ROLES.queue}, ${ROLES.sweep};
      grant create on database ${database} to ${ROLES.owner};
      -- BullMQ adds jobs in bulk through a temporary table.
      grant temporary on database ${database} to ${ROLES.queue};
      alter schema public owner to ${ROLES.owner};
      revoke all on schema public from public;
      grant create on database ${database} to ${ROLES.queue};`)
    await sql.unsafe(`
      do $$ begin
        if not exists (select from pg_namespace where nspname = 'bullmq') then
          if not pg_has_role(current_user, '${ROLES.queue}', 'member') then grant ${ROLES.queue} to current_user; end if;
          create schema bullmq authorization ${ROLES.queue};
        end if;
      end $$;
      revoke create on database ${database} from ${ROLES.queue};
      alter role ${ROLES.queue} in database ${database} set search_path = bullmq;`)
  })
}

/** Sets the run-time roles' passwords to what `roleUrls` says; for servers where the roles were made by another login. */
export async function setRolePasswords(admin: Sql, adminUrl: string): Promise<void> {
  const url = new URL(adminUrl)
  for (const role of ['app', 'queue', 'sweep'] as const)
    await admin.unsafe(`alter role ${ROLES[role]} login password '${passwordOf(url, role)}'`)
}
