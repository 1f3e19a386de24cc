import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { getOverview } from '../../api/overview.js'
import { useMay, useShop } from '../../app/session.js'
import { SharePanel, ShareSheet } from '../../app/share-sheet.js'
import { useTexts } from '../../i18n/texts.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { NoticesPanel } from './notices-panel.js'
import { SetupPanel } from './setup-panel.js'
import { TodayPanel } from './today-panel.js'
import { TodoPanel } from './todo-panel.js'

const REFRESH_MS = 60_000

/** What needs doing, how today goes, and the link to hand out. */
export function Screen() {
  const { shop } = useTexts()
  const { storeId, slug, origin } = useShop()
  const maySeeOrders = useMay('orders:read')
  const [search, setSearch] = useSearchParams()
  const overview = useQuery({
    queryKey: ['overview', storeId],
    queryFn: () => getOverview(storeId),
    enabled: maySeeOrders,
    refetchInterval: REFRESH_MS,
  })
  return (
    <Page title={shop.overview.title}>
      <SetupPanel everSold={overview.data?.everSold ?? false} />
      <NoticesPanel />
      {maySeeOrders && (
        <Loaded from={overview} rows={4}>
          {(data) => (
            <>
              <TodoPanel overview={data} />
              <TodayPanel overview={data} />
            </>
          )}
        </Loaded>
      )}
      <Panel title={shop.overview.link}>
        <SharePanel origin={origin} name={slug} />
      </Panel>
      <ShareSheet isOpen={search.get('share') === '1'} onClose={() => setSearch({}, { replace: true })} />
    </Page>
  )
}
