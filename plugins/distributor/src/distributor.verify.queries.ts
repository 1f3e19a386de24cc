import type { PluginCheck } from '@mamapu/plugin-sdk'

/** Whose customer somebody is, is what the log says last: no change without a line both sides can read. */
const logged: PluginCheck = {
  name: 'distributor: whose customer = the last change',
  count: 'select count(*)::int as count from distributor_bindings where customer_id is not null',
  broken: `
    select b.tenant_id, b.customer_id from distributor_bindings b
     where b.customer_id is not null and not exists (
       select from distributor_changes c
        where c.tenant_id = b.tenant_id and c.customer_id = b.customer_id and c.about = 'customer'
          and c.to_id = b.promoter_id and c.at = (
            select max(l.at) from distributor_changes l
             where l.tenant_id = b.tenant_id and l.customer_id = b.customer_id and l.about = 'customer')) limit 20`,
}

/** Nobody is above herself, over however many inviters. */
const loops: PluginCheck = {
  name: 'distributor: inviters run in no circle',
  count: 'select count(*)::int as count from distributor_people where inviter_id is not null',
  broken: `
    with recursive above (tenant_id, customer_id, inviter_id) as (
      select tenant_id, customer_id, inviter_id from distributor_people where inviter_id is not null
      union
      select a.tenant_id, a.customer_id, p.inviter_id from above a
        join distributor_people p on p.tenant_id = a.tenant_id and p.customer_id = a.inviter_id
       where p.inviter_id is not null)
    select tenant_id, customer_id from above where customer_id = inviter_id limit 20`,
}

/** Everybody agreed to terms that are kept as they read then. */
const terms: PluginCheck = {
  name: 'distributor: accepted terms are kept',
  count: 'select count(*)::int as count from distributor_people',
  broken: `
    select p.tenant_id, p.customer_id from distributor_people p
     where not exists (select from distributor_terms t where t.tenant_id = p.tenant_id and t.version = p.terms_version) limit 20`,
}

export const distributorChecks: readonly PluginCheck[] = [logged, loops, terms]
