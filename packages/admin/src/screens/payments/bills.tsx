import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, Modal, Tabs, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import {
  askDifference,
  type BillClock,
  type BillDay,
  type Bills,
  compareNow,
  type Difference,
  downloadDifferences,
  getBills,
  listDifferences,
  noteDifference,
} from '../../api/payments.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Price, priceText } from '../../ui/money-field.js'
import { Page, Panel } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'

type Tab = 'open' | 'days' | 'done'
const TABS: readonly Tab[] = ['open', 'days', 'done']

/** Each provider's daily bill beside our own books, and what the two do not agree about. */
export function Screen() {
  const { storeId } = useShop()
  const { nav, payments } = useTexts()
  const texts = payments.bills
  const [tab, setTab] = useState<Tab>('open')
  const fail = useFail()
  const bills = useQuery({ queryKey: ['bills', storeId], queryFn: () => getBills(storeId) })
  const file = useMutation({ mutationFn: () => downloadDifferences(storeId), onError: fail })
  return (
    <Page
      title={nav.bills}
      help={texts.help}
      action={
        <Button loading={file.isPending} onClick={() => file.mutate()}>
          {texts.file}
        </Button>
      }
    >
      <Loaded from={bills}>
        {(now) =>
          now.providers.length === 0 ? (
            <Nothing text={texts.nothing} help={texts.nothingHelp} />
          ) : (
            <>
              <Summary bills={now} />
              <Tabs
                activeKey={tab}
                onChange={(key) => setTab(TABS.find((one) => one === key) ?? 'open')}
                items={TABS.map((key) => ({ key, label: texts.tabs[key] }))}
              />
              {tab === 'days' ? <Days bills={now} /> : <Differences key={tab} state={tab} bills={now} />}
            </>
          )
        }
      </Loaded>
    </Page>
  )
}

function Summary({ bills }: { readonly bills: Bills }) {
  const texts = useTexts().payments.bills
  const last = bills.days[0]
  return (
    <Panel>
      <p className={bills.open > 0 ? 'strong' : undefined}>
        {bills.open > 0 ? texts.openCount(bills.open) : last ? texts.calm(last.day) : texts.first}
      </p>
      {bills.providers.map((clock) => (
        <Clock key={clock.provider} clock={clock} />
      ))}
    </Panel>
  )
}

function Clock({ clock }: { readonly clock: BillClock }) {
  const { storeId } = useShop()
  const texts = useTexts().payments.bills
  const zone = useZone()
  const may = useMay('orders:refund')
  const client = useQueryClient()
  const fail = useFail()
  const again = useMutation({
    mutationFn: () => compareNow(storeId, clock.provider),
    onSuccess: () => client.invalidateQueries({ queryKey: ['bills', storeId] }),
    onError: fail,
  })
  if (!clock.fault)
    return (
      <p className="quiet">
        {texts.next(clock.title, clock.nextDay)} <Time at={clock.dueAt} zone={zone} />
      </p>
    )
  return (
    <Alert
      type="warning"
      showIcon
      message={clock.fault === 'not_ready' ? texts.notReady(clock.title) : texts.failed(clock.title)}
      description={
        clock.fault === 'not_ready' ? (
          texts.notReadyHelp
        ) : (
          <>
            {texts.failedHelp} <small className="quiet">{clock.fault}</small>
          </>
        )
      }
      action={
        may && (
          <Button loading={again.isPending} onClick={() => again.mutate()}>
            {texts.again}
          </Button>
        )
      }
    />
  )
}

const titleOf = (bills: Bills, provider: string) =>
  bills.providers.find((one) => one.provider === provider)?.title ?? provider

function Days({ bills }: { readonly bills: Bills }) {
  const texts = useTexts().payments.bills
  if (bills.days.length === 0) return <Nothing text={texts.noDays} help={texts.noDaysHelp} />
  const state = ({ differences }: BillDay) =>
    differences === 0 ? (
      <Tag color="success">{texts.even}</Tag>
    ) : (
      <Tag color="warning">{texts.count(differences)}</Tag>
    )
  return (
    <Rows
      rows={bills.days}
      keyOf={({ provider, day }) => `${provider} ${day}`}
      columns={[
        { title: texts.day, render: (_, row) => <span className="num">{row.day}</span> },
        { title: texts.provider, render: (_, row) => titleOf(bills, row.provider) },
        {
          title: texts.payments,
          align: 'right',
          render: (_, row) => <span className="num">{row.payments}</span>,
        },
        { title: texts.paid, align: 'right', render: (_, row) => <Price money={row.paid} /> },
        {
          title: texts.refunds,
          align: 'right',
          render: (_, row) => <span className="num">{row.refunds}</span>,
        },
        { title: texts.refunded, align: 'right', render: (_, row) => <Price money={row.refunded} /> },
        { title: texts.result, render: (_, row) => state(row) },
      ]}
      card={(row) => (
        <div className="stack tight">
          <span className="row between">
            <strong className="num">{row.day}</strong>
            {state(row)}
          </span>
          <span className="quiet">{titleOf(bills, row.provider)}</span>
          <span className="row between">
            <span>{texts.in(row.payments, priceText(row.paid))}</span>
            <span>{texts.out(row.refunds, priceText(row.refunded))}</span>
          </span>
        </div>
      )}
    />
  )
}

function Differences({ state, bills }: { readonly state: 'open' | 'done'; readonly bills: Bills }) {
  const { storeId } = useShop()
  const texts = useTexts().payments.bills
  const list = usePaged<Difference>(['bills', storeId, 'differences', state], (cursor) =>
    listDifferences(storeId, state, cursor),
  )
  return (
    <>
      <Loaded from={list}>
        {(rows) =>
          rows.length === 0 ? (
            <Nothing text={texts.empty[state]} help={texts.emptyHelp[state]} />
          ) : (
            <ul className="cards">
              {rows.map((row) => (
                <li key={row.id} className="panel">
                  <DifferenceCard row={row} provider={titleOf(bills, row.provider)} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <LoadMore list={list} />
    </>
  )
}

function DifferenceCard({ row, provider }: { readonly row: Difference; readonly provider: string }) {
  const texts = useTexts().payments.bills
  const to = usePath()
  const may = useMay('orders:refund')
  return (
    <div className="stack tight">
      <span className="row between row-wrap">
        <strong>{texts.kinds[row.kind](row.subject)}</strong>
        {row.state === 'open' ? (
          <span className="quiet num">{row.day}</span>
        ) : (
          <Tag>{texts.states[row.state]}</Tag>
        )}
      </span>
      <span className="row row-wrap">
        <span>
          {texts.there(provider)} {row.there ? <Price money={row.there} /> : '–'}
        </span>
        <span>
          {texts.here} {row.here ? <Price money={row.here} /> : '–'}
        </span>
        {row.orderId && <Link to={to(`/orders/${row.orderId}`)}>{texts.order(row.orderNumber ?? '')}</Link>}
      </span>
      <span className="quiet breakable num">{row.name}</span>
      {row.state === 'open' && <p>{texts.whatToDo[row.kind]}</p>}
      {row.note && <p className="quiet">{row.note}</p>}
      {row.state === 'open' && may && (
        <span className="row row-wrap">
          {row.isAskable && <AskButton row={row} />}
          <NoteButton row={row} />
        </span>
      )}
    </div>
  )
}

function AskButton({ row }: { readonly row: Difference }) {
  const { storeId } = useShop()
  const texts = useTexts().payments.bills
  const { message } = App.useApp()
  const client = useQueryClient()
  const fail = useFail()
  const ask = useMutation({
    mutationFn: () => askDifference(storeId, row.id),
    onSuccess: async ({ state }) => {
      if (state === 'open') void message.warning(texts.stillDiffers, 6)
      else void message.success(texts.solved)
      await client.invalidateQueries({ queryKey: ['bills', storeId] })
    },
    onError: fail,
  })
  return (
    <Button type="primary" loading={ask.isPending} onClick={() => ask.mutate()}>
      {row.kind === 'unpaid_here' ? texts.book : texts.ask}
    </Button>
  )
}

function NoteButton({ row }: { readonly row: Difference }) {
  const { storeId } = useShop()
  const { common, payments } = useTexts()
  const texts = payments.bills
  const [isOpen, setOpen] = useState(false)
  const client = useQueryClient()
  const [form] = Form.useForm<{ note: string }>()
  const fail = useFail(form)
  const write = useMutation({
    mutationFn: ({ note }: { note: string }) => noteDifference(storeId, row.id, note),
    onSuccess: async () => {
      setOpen(false)
      await client.invalidateQueries({ queryKey: ['bills', storeId] })
    },
    onError: fail,
  })
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.lookedAt}</Button>
      <Modal
        open={isOpen}
        title={texts.lookedAt}
        okText={texts.lookedAt}
        cancelText={common.cancel}
        confirmLoading={write.isPending}
        onCancel={() => setOpen(false)}
        onOk={() => form.submit()}
      >
        <p>{texts.noteHelp}</p>
        <Form form={form} layout="vertical" onFinish={(typed) => write.mutate(typed)}>
          <Form.Item
            name="note"
            label={texts.note}
            rules={[{ required: true, whitespace: true, message: common.required }]}
          >
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={500} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
