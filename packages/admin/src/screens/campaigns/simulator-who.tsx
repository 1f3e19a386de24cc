import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Form, Segmented, Select, Switch, Tag } from 'antd'
import { lazy, Suspense } from 'react'
import { CHANNELS, type Channel, listCampaigns } from '../../api/campaigns.js'
import type { Customer } from '../../api/people.js'
import { useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { CustomerTagsField, useLevels } from '../../schema-form/choice-fields.js'
import { Panel } from '../../ui/page.js'
import { InstantField } from '../../ui/time.js'
import { CustomerTags, LevelTag } from '../shop/customer-parts.js'
import type { Question } from './simulated.js'

const RegionField = lazy(() =>
  import('../../schema-form/regions-field.js').then((file) => ({ default: file.RegionField })),
)

interface PartProps {
  readonly question: Question
  readonly onChange: (part: Partial<Question>) => void
}

interface WhoProps extends PartProps {
  /** Somebody the shop knows stands for all the rest. */
  readonly customer: Customer | null
  readonly onForget: () => void
}

/** Who buys: somebody the shop knows, or somebody described. */
export function SimulatorWho({ question, customer, onChange, onForget }: WhoProps) {
  const { simulator: texts } = useTexts().campaign
  const { audience } = useTexts().campaigns
  return (
    <Panel title={texts.who} help={texts.whoHelp}>
      <Form layout="vertical" component="div">
        {customer ? (
          <div className="row between row-wrap gap">
            <span>
              <strong>{customer.name || customer.phoneMasked}</strong> <LevelTag customer={customer} />
              <CustomerTags tags={customer.tags} />
            </span>
            <Button size="small" onClick={onForget}>
              {texts.somebodyElse}
            </Button>
          </div>
        ) : (
          <Described question={question} onChange={onChange} />
        )}
        <Form.Item label={texts.region}>
          <Suspense fallback={<Select loading disabled className="choice-field" />}>
            <RegionField value={question.region} onChange={(region) => onChange({ region })} />
          </Suspense>
        </Form.Item>
        <Form.Item label={audience.channel}>
          <Select<Channel>
            className="choice-field"
            aria-label={audience.channel}
            value={question.channel}
            options={CHANNELS.map((channel) => ({ value: channel, label: audience.channels[channel] }))}
            onChange={(channel) => onChange({ channel })}
          />
        </Form.Item>
        {customer && (
          <Form.Item className="switch-item" label={texts.points}>
            <Switch checked={question.withPoints} onChange={(withPoints) => onChange({ withPoints })} />
          </Form.Item>
        )}
      </Form>
    </Panel>
  )
}

function Described({ question, onChange }: PartProps) {
  const { simulator: texts } = useTexts().campaign
  const levels = useLevels()
  const { who, level, tags } = question
  return (
    <>
      <Form.Item>
        <Segmented<Question['who']>
          block
          value={who}
          onChange={(wanted) => onChange({ who: wanted, ...(wanted === 'member' ? {} : { level: null }) })}
          options={[
            { value: 'guest', label: texts.guest },
            { value: 'new', label: texts.isNew },
            { value: 'member', label: texts.member },
          ]}
        />
      </Form.Item>
      {who === 'member' && levels.length > 0 && (
        <Form.Item label={texts.level}>
          <Select
            className="choice-field"
            aria-label={texts.level}
            value={level?.rank ?? 0}
            options={[
              { value: 0, label: texts.noLevel },
              ...levels.map(({ rank, title }) => ({ value: rank, label: title })),
            ]}
            onChange={(rank) => {
              const found = levels.find((one) => one.rank === rank)
              onChange({ level: found ? { rank: found.rank, name: found.title } : null })
            }}
          />
        </Form.Item>
      )}
      {who !== 'guest' && (
        <Form.Item label={texts.tags}>
          <CustomerTagsField value={tags} onChange={(wanted) => onChange({ tags: wanted })} />
        </Form.Item>
      )}
    </>
  )
}

/** When, and with which drafts. */
export function SimulatorWhen({ question, onChange }: PartProps) {
  const { storeId } = useShop()
  const { simulator: texts } = useTexts().campaign
  const zone = useZone()
  const drafts = useQuery({
    queryKey: ['campaigns', storeId, { state: 'draft' }, 'simulator'],
    queryFn: () => listCampaigns(storeId, { state: 'draft' }),
  }).data?.items
  const { at } = question
  return (
    <Panel title={texts.when}>
      <div className="stack">
        <Segmented
          block
          value={at === null ? 'now' : 'later'}
          onChange={(wanted) => onChange({ at: wanted === 'now' ? null : new Date().toISOString() })}
          options={[
            { value: 'now', label: texts.now },
            { value: 'later', label: texts.later },
          ]}
        />
        {at !== null && (
          <InstantField zone={zone} value={at} onChange={(wanted) => onChange({ at: wanted ?? null })} />
        )}
        {drafts && drafts.length > 0 && (
          <>
            <h3>{texts.drafts}</h3>
            <span className="quiet">{texts.draftsHelp}</span>
            <Checkbox.Group
              className="choices-list"
              value={[...question.drafts]}
              onChange={(wanted) => onChange({ drafts: wanted as string[] })}
            >
              {drafts.map(({ id, label, mechanic, summary }) => (
                <Checkbox key={id} value={id}>
                  {label} <Tag>{mechanic}</Tag> <span className="quiet">{summary}</span>
                </Checkbox>
              ))}
            </Checkbox.Group>
          </>
        )}
      </div>
    </Panel>
  )
}
