import { CheckCircleFilled } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { Link } from 'react-router'
import { listProducts } from '../../api/catalog.js'
import { type DeliverySetup, getDelivery } from '../../api/delivery.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useSettings } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Panel } from '../../ui/page.js'

/** What is still missing of a shop that sells; gone when nothing is. */
export function SetupPanel({ everSold }: { readonly everSold: boolean }) {
  const { storeId } = useShop()
  const texts = useTexts().shop.overview
  const to = usePath()
  const may = useMay('store:write')
  const settings = useSettings()
  const listed = useQuery({
    queryKey: ['products', storeId, 'first'],
    queryFn: () => listProducts(storeId, { status: 'active' }, null, 1),
    enabled: may,
  })
  const delivery = useQuery({
    queryKey: ['delivery', storeId],
    queryFn: () => getDelivery(storeId),
    enabled: may,
  })
  if (!may || !settings.data || !listed.data || !delivery.data) return null
  const steps = [
    { name: 'product', isDone: listed.data.items.length > 0, path: '/products/new' },
    { name: 'logo', isDone: settings.data.logoId !== null, path: '/settings' },
    { name: 'shipping', isDone: isSetUp(delivery.data), path: '/delivery' },
    { name: 'publish', isDone: settings.data.publishedAt !== null, path: '/settings' },
    { name: 'order', isDone: everSold, path: '?share=1' },
  ] as const
  const done = steps.filter(({ isDone }) => isDone).length
  if (done === steps.length) return null
  return (
    <Panel title={texts.setup} extra={<span className="quiet">{texts.setupHelp(done, steps.length)}</span>}>
      <Progress percent={(done * 100) / steps.length} showInfo={false} size="small" />
      <ul className="lines setup">
        {steps.map(({ name, isDone, path }) => (
          <li key={name} className="row">
            {isDone ? <CheckCircleFilled className="good" /> : <span className="circle" aria-hidden="true" />}
            <span className={isDone ? 'quiet grow' : 'grow'}>{texts.steps[name]}</span>
            {!isDone && (
              <Link to={to(path)}>
                <Button size="small">{texts.do}</Button>
              </Link>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function isSetUp({ templates, local }: DeliverySetup): boolean {
  return local.isOn || templates.some(({ version }) => version > 0)
}
