import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { Link } from 'react-router'
import { listNotices, seeNotice } from '../../api/notices.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

/** Where a notice of the shop itself leads; all others are of mechanics. */
const SCREENS: Readonly<Record<string, string>> = {
  aftersale: '/aftersales',
  invoices: '/invoices',
  parcels: '/orders',
  virtual: '/products',
}

/** What mechanics have to tell, until somebody has seen it; nothing when there is nothing. */
export function NoticesPanel() {
  const { storeId } = useShop()
  const { overview } = useTexts().shop
  const to = usePath()
  const client = useQueryClient()
  const fail = useFail()
  const maySee = useMay('marketing:write')
  const queryKey = ['notices', storeId]
  const notices = useQuery({ queryKey, queryFn: () => listNotices(storeId), enabled: maySee })
  const see = useMutation({
    mutationFn: (id: string) => seeNotice(storeId, id),
    onSettled: () => client.invalidateQueries({ queryKey }),
    onError: fail,
  })
  return (notices.data ?? []).map(({ id, source, text, isUrgent }) => (
    <Alert
      key={id}
      className="gap"
      showIcon
      type={isUrgent ? 'error' : 'warning'}
      title={<Link to={to(SCREENS[source] ?? `/marketing/${source}`)}>{text}</Link>}
      action={
        <Button size="small" loading={see.isPending && see.variables === id} onClick={() => see.mutate(id)}>
          {overview.seen}
        </Button>
      }
    />
  ))
}
