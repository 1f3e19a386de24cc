import { useState } from 'react'
import type { ShopLine } from '../../api/operator.js'
import { useMe } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { Nothing } from '../../ui/states.js'
import { Plain } from '../start/plain.js'
import { InstallationPart } from './installation-part.js'
import { MessagesDrawer } from './messages-drawer.js'
import { ShopsPart } from './shops-part.js'
import { StatusDialog } from './status-dialog.js'

/** The whole installation, for who runs it: what it stands on, its jobs, every shop and what shops have sent. */
export function Screen() {
  const { operator, states } = useTexts()
  const me = useMe().data
  const [reading, setReading] = useState<ShopLine | null>(null)
  const [changing, setChanging] = useState<ShopLine | null>(null)
  if (!me?.isOperator)
    return (
      <Plain>
        <Nothing text={states.notFound} help={states.notFoundHelp} />
      </Plain>
    )
  return (
    <Plain isWide>
      <Page title={operator.title} back="/">
        <InstallationPart />
        <ShopsPart onRead={setReading} onChange={setChanging} />
      </Page>
      {reading && <MessagesDrawer shop={reading} onClose={() => setReading(null)} />}
      {changing && <StatusDialog shop={changing} onClose={() => setChanging(null)} />}
    </Plain>
  )
}
