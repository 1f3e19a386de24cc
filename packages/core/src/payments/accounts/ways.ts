import type { PaymentProvider } from '../provider.js'

/**
 * The providers a shop offers to pay by, in the installation's order. One that needs an account is offered while the shop's is on;
 * one for rehearsing while no account is on, so that nobody has goods for money that is none.
 */
export function offeredWays(
  providers: ReadonlyMap<string, PaymentProvider>,
  accountsOn: ReadonlySet<string>,
): readonly PaymentProvider[] {
  return [...providers.values()].filter(({ id, account, offered }) => {
    if (offered === 'never') return false
    if (account) return accountsOn.has(id)
    return offered !== 'for rehearsal' || accountsOn.size === 0
  })
}
