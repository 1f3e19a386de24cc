import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Select, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import {
  type Channel,
  listSends,
  type Send,
  type SendState,
  type Sends,
  sendAgain,
} from '../../api/messages.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { LoadMore, usePaged } from '../../ui/paging.js'
import { Rows } from '../../ui/rows.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'
import { MessageTabs } from './message-tabs.js'

const COLOURS: Readonly<Record<SendState, string>> = {
  queued: 'processing',
  sending: 'processing',
  held: 'default',
  sent: 'success',
  delivered: 'success',
  failed: 'error',
  unknown: 'warning',
  skipped: 'default',
}
const STATES = Object.keys(COLOURS) as SendState[]
const CHANNELS: readonly Channel[] = ['sms', 'email', 'wechat']
const FIGURES = {
  delivered: ['sent', 'delivered'],
  waiting: ['queued', 'sending', 'held'],
  failed: ['failed', 'unknown'],
  skipped: ['skipped'],
} as const satisfies Readonly<Record<string, readonly SendState[]>>

/** What left the shop by text, e-mail and WeChat, and what became of it. */
export function Screen() {
  const { storeId } = useShop()
  const { messages } = useTexts()
  const { sends: texts } = messages
  const to = usePath()
  const [state, setState] = useState<SendState | null>(null)
  const [channel, setChannel] = useState<Channel | null>(null)
  const list = usePaged<Send, Sends>(['sends', storeId, state, channel], (cursor) =>
    listSends(storeId, { cursor, state, channel }),
  )
  const isFiltered = state !== null || channel !== null
  return (
    <Page title={texts.title} help={texts.help}>
      <MessageTabs />
      <Loaded from={list}>
        {(rows) => (
          <>
            <Figures figures={list.firstPage?.figures ?? []} />
            {(rows.length > 0 || isFiltered) && (
              <div className="filters">
                <Select
                  allowClear
                  placeholder={texts.anyState}
                  aria-label={texts.anyState}
                  value={state}
                  onChange={(value: SendState | undefined) => setState(value ?? null)}
                  options={STATES.map((value) => ({ value, label: messages.states[value] }))}
                />
                <Select
                  allowClear
                  placeholder={texts.anyChannel}
                  aria-label={texts.anyChannel}
                  value={channel}
                  onChange={(value: Channel | undefined) => setChannel(value ?? null)}
                  options={CHANNELS.map((value) => ({ value, label: messages.channels[value] }))}
                />
              </div>
            )}
            {rows.length === 0 && isFiltered ? (
              <Nothing text={texts.noneLike} help={texts.noneLikeHelp} />
            ) : rows.length === 0 ? (
              <Nothing
                text={texts.empty}
                help={texts.emptyHelp}
                action={<Link to={to('/messages/settings')}>{texts.setUp}</Link>}
              />
            ) : (
              <SendRows rows={rows} />
            )}
          </>
        )}
      </Loaded>
      <LoadMore list={list} />
    </Page>
  )
}

function Figures({ figures }: Pick<Sends, 'figures'>) {
  const { sends: texts } = useTexts().messages
  if (figures.length === 0) return null
  const sum = (states: readonly SendState[]) =>
    figures.filter((one) => states.includes(one.state)).reduce((all, { count }) => all + count, 0)
  return (
    <div className="figures">
      {(Object.keys(FIGURES) as (keyof typeof FIGURES)[]).map((key) => (
        <div key={key} className="figure">
          <span>
            {texts.week} · {texts[key]}
          </span>
          <strong>{sum(FIGURES[key])}</strong>
        </div>
      ))}
    </div>
  )
}

function SendRows({ rows }: { readonly rows: readonly Send[] }) {
  const { messages } = useTexts()
  const { sends: texts } = messages
  return (
    <Rows
      rows={rows}
      keyOf={(row) => row.id}
      columns={[
        { title: texts.time, width: 140, render: (_, row) => <Time at={row.createdAt} /> },
        {
          title: texts.what,
          render: (_, row) => (
            <div className="stack tight">
              <b>{row.title}</b>
              <span className="message-text quiet">{row.text}</span>
            </div>
          ),
        },
        {
          title: texts.to,
          width: 170,
          render: (_, row) => (
            <div className="stack tight from-start">
              <Tag>{messages.channels[row.channel]}</Tag>
              <span className="nowrap">{row.addressMasked}</span>
            </div>
          ),
        },
        { title: texts.state, width: 240, render: (_, row) => <State row={row} /> },
      ]}
      card={(row) => (
        <div className="stack">
          <span className="row between quiet">
            <Time at={row.createdAt} />
            <span className="nowrap">
              {messages.channels[row.channel]} {row.addressMasked}
            </span>
          </span>
          <b>{row.title}</b>
          <span className="message-text">{row.text}</span>
          <State row={row} />
        </div>
      )}
    />
  )
}

function State({ row }: { readonly row: Send }) {
  const { messages } = useTexts()
  const { sends: texts, reasons, states } = messages
  return (
    <div className="stack tight">
      <span className="row between">
        <Tag color={COLOURS[row.state]}>{states[row.state]}</Tag>
        {row.mayAgain && <Again id={row.id} />}
      </span>
      {row.reason !== '' && <small className="quiet">{reasons[row.reason] ?? row.reason}</small>}
      {row.dueAt !== null && row.state !== 'sending' && (
        <small className="quiet">
          {texts.until} <Time at={row.dueAt} />
        </small>
      )}
      {row.tries > 1 && <small className="quiet">{texts.tries(row.tries)}</small>}
    </div>
  )
}

function Again({ id }: { readonly id: string }) {
  const { storeId } = useShop()
  const { sends: texts } = useTexts().messages
  const may = useMay('marketing:write')
  const client = useQueryClient()
  const { message } = App.useApp()
  const fail = useFail()
  const again = useMutation({
    mutationFn: () => sendAgain(storeId, id),
    onSuccess: async () => {
      void message.success(texts.againDone)
      await client.invalidateQueries({ queryKey: ['sends', storeId] })
    },
    onError: fail,
  })
  if (!may) return null
  return (
    <Button size="small" loading={again.isPending} onClick={() => again.mutate()}>
      {texts.again}
    </Button>
  )
}
