import { useTexts } from '../../i18n/texts.js'
import { SubTabs } from '../../ui/sub-tabs.js'

/** Where one can go within messages. */
export function MessageTabs() {
  const { tabs } = useTexts().messages
  const places = [
    { path: '/messages', label: tabs.sends },
    { path: '/messages/texts', label: tabs.texts },
    { path: '/messages/settings', label: tabs.settings },
    { path: '/messages/inbox', label: tabs.inbox },
  ]
  return <SubTabs places={places} />
}
