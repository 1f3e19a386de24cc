import { useQuery } from '@tanstack/react-query'
import { getEarningSettings } from '../../api/earnings.js'
import { getPayoutSettings } from '../../api/payouts.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { EarningRules } from './earning-rules.js'
import { SettlementTabs } from './parts.js'
import { PayoutRules } from './payout-rules.js'

/** When commission becomes available, and how it is withdrawn, taxed and paid. */
export function Screen() {
  const { storeId } = useShop()
  const { nav } = useTexts()
  const earnings = useQuery({
    queryKey: ['settlement', storeId, 'earning-rules'],
    queryFn: () => getEarningSettings(storeId),
    refetchOnWindowFocus: false,
  })
  const payouts = useQuery({
    queryKey: ['settlement', storeId, 'payout-rules'],
    queryFn: () => getPayoutSettings(storeId),
    refetchOnWindowFocus: false,
  })
  return (
    <Page isNarrow title={nav.settlementRules}>
      <SettlementTabs />
      <Loaded from={earnings}>{(saved) => <EarningRules key={saved.version} saved={saved} />}</Loaded>
      <Loaded from={payouts} rows={10}>
        {(saved) => <PayoutRules key={saved.version} saved={saved} />}
      </Loaded>
    </Page>
  )
}
