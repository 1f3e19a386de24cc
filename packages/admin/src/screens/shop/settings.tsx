import { useQuery } from '@tanstack/react-query'
import { getSettings } from '../../api/store.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { OpeningPanel } from './opening-panel.js'
import { SettingsForm } from './settings-form.js'

export function Screen() {
  const { storeId } = useShop()
  const { settings } = useTexts().shop
  const query = useQuery({ queryKey: ['settings', storeId], queryFn: () => getSettings(storeId) })
  return (
    <Page title={settings.title} isNarrow>
      <Loaded from={query} rows={12}>
        {(data) => (
          <>
            <OpeningPanel settings={data} />
            <SettingsForm settings={data} />
          </>
        )}
      </Loaded>
    </Page>
  )
}
