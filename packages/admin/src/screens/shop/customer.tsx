import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { type Customer, getCustomer, getHistory, setTags } from '../../api/people.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { CustomerTagsField } from '../../schema-form/choice-fields.js'
import { Page, Panel } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { CustomerTags, LevelTag, Phone } from './customer-parts.js'

/** One customer: who it is, level and points with how they came about, and tags. */
export function Screen() {
  const { customerId = '' } = useParams()
  const { storeId } = useShop()
  const { customers } = useTexts().shop
  const to = usePath()
  const mayPlan = useMay('marketing:read')
  const customer = useQuery({
    queryKey: ['customer', storeId, customerId],
    queryFn: () => getCustomer(storeId, customerId),
  })
  return (
    <Page
      isNarrow
      action={
        mayPlan && (
          <Link to={to(`/marketing/simulator?customer=${customerId}`)}>
            <Button>{customers.simulate}</Button>
          </Link>
        )
      }
      back={to('/customers')}
      title={customer.data ? customer.data.name || customers.unnamed : customers.title}
    >
      <Loaded from={customer}>
        {(found) => (
          <>
            <Facts customer={found} />
            <TagsPanel key={found.tags.join()} customer={found} />
            <History customerId={found.id} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Facts({ customer }: { readonly customer: Customer }) {
  const { customers } = useTexts().shop
  const { id, phoneMasked, createdAt, growth, points, ordersPaid } = customer
  const figures = [
    [customers.orders, ordersPaid],
    [customers.points, points],
    [customers.growth, growth],
  ] as const
  return (
    <>
      <Panel>
        <div className="row between row-wrap">
          <span className="stack tight">
            <LevelTag customer={customer} />
            <Phone id={id} masked={phoneMasked} />
          </span>
          <span className="quiet">
            {customers.since} <Time at={createdAt} />
          </span>
        </div>
      </Panel>
      <div className="figures">
        {figures.map(([title, value]) => (
          <div key={title} className="figure">
            <span>{title}</span>
            <strong>{value.toLocaleString()}</strong>
          </div>
        ))}
      </div>
    </>
  )
}

function TagsPanel({ customer }: { readonly customer: Customer }) {
  const { storeId } = useShop()
  const { shop, common } = useTexts()
  const { customers } = shop
  const may = useMay('customers:write')
  const client = useQueryClient()
  const { message } = App.useApp()
  const fail = useFail()
  const [tags, change] = useState<string[]>([...customer.tags])
  const isChanged = tags.join() !== customer.tags.join()
  const save = useMutation({
    mutationFn: () => setTags(storeId, customer.id, tags),
    onSuccess: async () => {
      await Promise.all(
        ['customer', 'customers', 'customer-tags'].map((name) =>
          client.invalidateQueries({ queryKey: [name, storeId] }),
        ),
      )
      void message.success(common.saved)
    },
    onError: fail,
  })
  return (
    <Panel title={customers.tags} help={customers.tagsHelp}>
      {may ? (
        <div className="stack">
          <CustomerTagsField value={tags} onChange={change} />
          <div>
            <Button
              type="primary"
              disabled={!isChanged}
              loading={save.isPending}
              onClick={() => save.mutate()}
            >
              {common.save}
            </Button>
          </div>
        </div>
      ) : (
        <CustomerTags tags={customer.tags} />
      )}
    </Panel>
  )
}

function History({ customerId }: { readonly customerId: string }) {
  const { storeId } = useShop()
  const { customers } = useTexts().shop
  const zone = useZone()
  const history = useQuery({
    queryKey: ['customer', storeId, customerId, 'history'],
    queryFn: () => getHistory(storeId, customerId),
  })
  return (
    <Loaded from={history} rows={3}>
      {({ levels, points }) => (
        <>
          <Panel title={customers.pointsHistory}>
            {points.length === 0 && <p className="quiet">{customers.nothingYet}</p>}
            <ul className="lines">
              {points.map(({ points: moved, cause, at }, index) => (
                <li key={`${at}${index}`} className="row between">
                  <span className="stack tight">
                    <span>{customers.causes[cause.split(':')[0] ?? ''] ?? cause}</span>
                    <span className="quiet">
                      <Time at={at} zone={zone} />
                    </span>
                  </span>
                  <strong className={moved < 0 ? 'num' : 'num good'}>
                    {moved < 0 ? `−${-moved}` : `+${moved}`}
                  </strong>
                </li>
              ))}
            </ul>
          </Panel>
          <Panel title={customers.levelHistory}>
            {levels.length === 0 && <p className="quiet">{customers.nothingYet}</p>}
            <ul className="lines">
              {levels.map(({ from, to, reason, at }, index) => (
                <li key={`${at}${index}`} className="row between row-wrap">
                  <span>
                    {from || '—'} → <strong>{to || '—'}</strong> <span className="quiet">{reason}</span>
                  </span>
                  <span className="quiet">
                    <Time at={at} zone={zone} />
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        </>
      )}
    </Loaded>
  )
}
