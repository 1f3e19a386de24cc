import { useQuery } from '@tanstack/react-query'
import { Alert, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { Link, useParams } from 'react-router'
import {
  type CaseDeed,
  type CaseDetail,
  decideCase,
  getAftersaleRules,
  getCase,
} from '../../api/aftersale.js'
import { useMay, usePath, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useStaffNames } from '../../app/use-staff-names.js'
import { type Texts, useTexts } from '../../i18n/texts.js'
import { Act } from '../../ui/act.js'
import { CopyButton } from '../../ui/copy-button.js'
import { Fact } from '../../ui/fact.js'
import { History } from '../../ui/history.js'
import { Price } from '../../ui/money-field.js'
import { Page, Panel } from '../../ui/page.js'
import { Thumb } from '../../ui/picture.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { CaseTag } from './list.js'

/** One case: what is to be done until when, what the shopper says and shows, and everything that happened. */
export function Screen() {
  const { caseId = '' } = useParams()
  const { storeId } = useShop()
  const texts = useTexts().aftersale
  const to = usePath()
  const detail = useQuery({
    queryKey: ['aftersale', storeId, 'case', caseId],
    queryFn: () => getCase(storeId, caseId),
  })
  return (
    <Page isNarrow back={to('/aftersales')} title={texts.detail}>
      <Loaded from={detail} rows={10}>
        {(one) => (
          <>
            <Due one={one} />
            <Asked one={one} />
            <Past one={one} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

interface Props {
  readonly one: CaseDetail
}

function Due({ one }: Props) {
  const texts = useTexts().aftersale
  const zone = useZone()
  const may = useMay('orders:refund')
  return (
    <Panel>
      <div className="row between row-wrap">
        <span className="stack tight">
          <span>
            <CaseTag state={one.state} />{' '}
            <strong>{one.wasSent ? texts.kinds[one.kind] : texts.unsent}</strong>
          </span>
          <span className="quiet">{nextText(texts, one)}</span>
          {one.dueAt && (
            <span className="quiet">
              {texts.columns.due} <Time at={one.dueAt} zone={zone} />
            </span>
          )}
        </span>
        {one.amount.amount > 0 && (
          <span className="stack tight">
            <span className="quiet">{one.dueAt ? texts.amount : texts.amountDone}</span>
            <strong className="total">
              <Price money={one.amount} />
            </strong>
          </span>
        )}
      </div>
      {one.fault && <Unpaid one={one} fault={one.fault} />}
      {may && <Acts one={one} />}
    </Panel>
  )
}

/** What is to be done, or how it ended. */
function nextText({ next, endings }: Texts['aftersale'], { state, ending }: CaseDetail): string {
  const ended: Readonly<Record<string, string>> = endings
  return (state === 'closed' && ending !== null && ended[ending]) || next[state]
}

/** The money is not back yet: why, and where something can be done about it. */
function Unpaid({ one, fault }: Props & { readonly fault: NonNullable<CaseDetail['fault']> }) {
  const { aftersale: texts, orders } = useTexts()
  const to = usePath()
  return (
    <Alert
      type="warning"
      showIcon
      message={orders.refundFaults[fault.kind]}
      description={
        <>
          {fault.text && <span className="breakable">{orders.refundSays(fault.text)} </span>}
          <Link to={to(`/orders/${one.orderId}`)}>{texts.toRefund}</Link>
        </>
      }
    />
  )
}

const ANSWERED: readonly CaseDetail['state'][] = ['asked', 'escalated']

function Acts({ one }: Props) {
  const { storeId } = useShop()
  const texts = useTexts().aftersale
  const act = (deed: CaseDeed) => (body: object) => decideCase(storeId, one.id, deed, body)
  const common = { renews: 'aftersale', done: texts.done } as const
  const isToAnswer = ANSWERED.includes(one.state)
  return (
    <div className="row row-wrap">
      {(isToAnswer || one.state === 'refused') && <Accept one={one} />}
      {isToAnswer && (
        <Act<{ reason: string }>
          {...common}
          label={texts.refuse}
          isDanger
          title={texts.refuse}
          help={texts.refuseHelp}
          act={act('refuse')}
        >
          <Form.Item
            name="reason"
            label={texts.refuseReason}
            rules={[{ required: true, whitespace: true, max: 500 }]}
          >
            <Input.TextArea rows={3} maxLength={500} />
          </Form.Item>
        </Act>
      )}
      {(one.state === 'sending' || one.state === 'sent') && (
        <Act
          {...common}
          label={texts.arrived}
          button={{ type: 'primary' }}
          title={texts.arrived}
          help={texts.arrivedHelp}
          act={() => act('arrived')({})}
        />
      )}
      {one.state === 'arrived' && <Inspect one={one} />}
      {one.dueAt && (
        <Act<{ text: string }>
          {...common}
          label={texts.note}
          title={texts.note}
          help={texts.noteHelp}
          act={act('note')}
        >
          <Form.Item
            name="text"
            label={texts.noteText}
            rules={[{ required: true, whitespace: true, max: 500 }]}
          >
            <Input.TextArea rows={3} maxLength={500} />
          </Form.Item>
        </Act>
      )}
    </div>
  )
}

function Accept({ one }: Props) {
  const { storeId } = useShop()
  const texts = useTexts().aftersale
  const isNow = one.kind === 'refund'
  const rules = useQuery({
    queryKey: ['aftersale', storeId, 'rules'],
    queryFn: () => getAftersaleRules(storeId),
    enabled: !isNow,
  })
  const to = usePath()
  const addresses = rules.data?.addresses ?? []
  const isBlocked = !isNow && addresses.length === 0
  const missing = (
    <>
      {texts.noAddress} <Link to={to('/aftersales/settings')}>{texts.settings}</Link>
    </>
  )
  return (
    <Act<{ addressIndex?: number }>
      renews="aftersale"
      done={texts.done}
      label={texts.accept}
      button={{ type: 'primary' }}
      title={texts.accept}
      help={isNow ? texts.acceptHelp.now : isBlocked ? missing : texts.acceptHelp.back}
      isBlocked={isBlocked}
      act={({ addressIndex = 0 }) => decideCase(storeId, one.id, 'accept', isNow ? {} : { addressIndex })}
    >
      {!isNow && addresses.length > 0 && (
        <Form.Item name="addressIndex" label={texts.address} initialValue={0}>
          <Select
            options={addresses.map(({ name, region, street }, value) => ({
              value,
              label: `${name} ${region} ${street}`,
            }))}
          />
        </Form.Item>
      )}
    </Act>
  )
}

interface Found {
  readonly units: number
  readonly restock: number
  readonly less: number
}

function Inspect({ one }: Props) {
  const { storeId } = useShop()
  const texts = useTexts().aftersale
  const send = (fields: { lines: Record<string, Found>; note?: string; asRefund?: boolean }) =>
    decideCase(storeId, one.id, 'inspect', {
      lines: one.lines.map(({ lineId, units }) => {
        const found = fields.lines[lineId] ?? { units, restock: units, less: 0 }
        return {
          lineId,
          units: found.units,
          restockUnits: Math.min(found.restock, found.units),
          lessFen: Math.round(found.less * 100),
        }
      }),
      note: fields.note ?? '',
      asRefund: fields.asRefund ?? false,
    })
  return (
    <Act<Parameters<typeof send>[0]>
      renews="aftersale"
      done={texts.done}
      label={texts.inspect}
      button={{ type: 'primary' }}
      title={texts.inspect}
      help={texts.inspectHelp[one.kind === 'exchange' ? 'exchange' : 'return']}
      act={send}
    >
      {one.lines.map(({ lineId, title, units }) => (
        <div key={lineId}>
          <strong>{title}</strong>
          <div className="row row-wrap">
            <Form.Item name={['lines', lineId, 'units']} label={texts.units} initialValue={units}>
              <InputNumber min={0} max={units} precision={0} />
            </Form.Item>
            <Form.Item name={['lines', lineId, 'restock']} label={texts.restock} initialValue={units}>
              <InputNumber min={0} max={units} precision={0} />
            </Form.Item>
            {one.kind === 'return' && (
              <Form.Item name={['lines', lineId, 'less']} label={texts.lessFen} initialValue={0}>
                <InputNumber min={0} precision={2} />
              </Form.Item>
            )}
          </div>
        </div>
      ))}
      {one.kind === 'exchange' && (
        <Form.Item name="asRefund" valuePropName="checked">
          <Checkbox>{texts.asRefund}</Checkbox>
        </Form.Item>
      )}
      <Form.Item name="note" label={texts.why}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
    </Act>
  )
}

function Asked({ one }: Props) {
  const texts = useTexts().aftersale
  const to = usePath()
  const { returnTo } = one
  return (
    <Panel title={one.reason}>
      <ul className="lines">
        {one.lines.map((line) => (
          <li key={line.lineId} className="row">
            <Thumb hash={line.mediaHash} />
            <span className="stack tight">
              <span>{line.title}</span>
              <span className="quiet">
                {line.options} × {line.units}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <dl className="sums">
        {one.text && <Fact label={texts.said}>{one.text}</Fact>}
        {one.less.amount > 0 && (
          <Fact label={texts.less}>
            <Price money={one.less} />
          </Fact>
        )}
        {one.trackingNumber && (
          <Fact label={texts.tracking}>
            {one.carrier} {one.trackingNumber}
            <CopyButton isSmall text={one.trackingNumber} />
          </Fact>
        )}
        {returnTo && (
          <Fact label={texts.returnTo}>
            {returnTo.name} {returnTo.phone} {returnTo.region} {returnTo.street}
          </Fact>
        )}
        <Fact label={texts.order}>
          <Link to={to(`/orders/${one.orderId}`)}>{one.orderNumber}</Link>
        </Fact>
        {one.replacementId && (
          <Fact label={texts.kinds.exchange}>
            <Link to={to(`/orders/${one.replacementId}`)}>{texts.replacement}</Link>
          </Fact>
        )}
      </dl>
      {one.pictures.length > 0 && (
        <div className="row row-wrap">
          {one.pictures.map(({ url }) => (
            <a key={url} href={url} target="_blank" rel="noreferrer">
              <img className="thumb picture-square" src={url} alt={texts.pictures} width={96} height={96} />
            </a>
          ))}
        </div>
      )}
    </Panel>
  )
}

function Past({ one }: Props) {
  const texts = useTexts().aftersale
  const nameOf = useStaffNames()
  const who = (actor: string) =>
    actor === 'shopper' ? texts.shopper : actor === 'system' ? texts.system : nameOf(actor)
  const actions: Readonly<Record<string, string>> = texts.actions
  return (
    <Panel title={texts.history}>
      <History
        steps={[...one.steps].reverse().map(({ action, to, actor, note, at }) => ({
          what: actions[action] ?? texts.states[to],
          who: who(actor),
          note,
          at,
        }))}
      />
    </Panel>
  )
}
