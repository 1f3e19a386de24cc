import { useMay } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { SubTabs } from '../../ui/sub-tabs.js'
import { usePhone } from '../../ui/use-phone.js'

/** Where one can go within marketing, on a phone; the left navigation has the same places. */
export function MarketingTabs() {
  const { tabs } = useTexts().campaigns
  const isPhone = usePhone()
  const mayPlan = useMay('marketing:read')
  const maySwitch = useMay('plugins:read')
  if (!isPhone) return null
  const places = [
    ...(mayPlan
      ? [
          { path: '/marketing/campaigns', label: tabs.list },
          { path: '/marketing/calendar', label: tabs.calendar },
        ]
      : []),
    ...(maySwitch ? [{ path: '/marketing', label: tabs.tools }] : []),
    ...(mayPlan ? [{ path: '/marketing/simulator', label: tabs.simulator }] : []),
  ]
  return <SubTabs places={places} />
}
