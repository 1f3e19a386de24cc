import { Collapse, Form, Radio, Select } from 'antd'
import { CHANNELS } from '../../api/campaigns.js'
import { useTexts } from '../../i18n/texts.js'
import { CustomerTagField, TagsField, useLevels } from '../../schema-form/choice-fields.js'
import { GoodsPicker } from '../../schema-form/goods-picker.js'
import { PercentField } from '../../schema-form/percent-field.js'
import { SkusField } from '../../schema-form/sku-field.js'
import { Panel } from '../../ui/page.js'
import { COMMISSION_BPS_MAX, COMMISSION_BPS_MIN } from './draft.js'
import { Locked } from './locked.js'
import type { StepProps } from './step.types.js'

const PRIORITIES = [
  ['low', -100],
  ['normal', 0],
  ['high', 100],
  ['top', 500],
] as const

/** For which goods, for whom, and who goes first when campaigns collide. */
export function StepWho({ mechanic, values, openness }: StepProps) {
  const { form } = useTexts().campaigns
  const { uses } = mechanic
  const known = PRIORITIES.map(([name, value]) => ({ value: value as number, label: form.priorities[name] }))
  const isKnown = known.some(({ value }) => value === values.priority)
  return (
    <Locked when={openness === 'few'}>
      <Panel title={form.scope}>
        {uses.scope ? <ScopeFields values={values} /> : <p className="quiet">{form.scopeOwn}</p>}
      </Panel>
      {uses.audience && (
        <Panel title={form.who}>
          <AudienceFields values={values} />
        </Panel>
      )}
      {uses.prices && (
        <Panel title={form.priority} help={form.priorityHelp}>
          <Form.Item name="priority">
            <Select
              className="choice-field"
              aria-label={form.priority}
              options={
                isKnown ? known : [...known, { value: values.priority, label: String(values.priority) }]
              }
            />
          </Form.Item>
        </Panel>
      )}
      {uses.commission && <CommissionPanel values={values} />}
    </Locked>
  )
}

const MODES = ['usual', 'none', 'rate'] as const

/** Whether whoever shared the goods earns by this campaign. */
function CommissionPanel({ values }: Pick<StepProps, 'values'>) {
  const { commission } = useTexts().campaigns.form
  return (
    <Panel title={commission.title} help={commission.help[values.commission]}>
      <Form.Item name="commission">
        <Radio.Group
          className="choices-list"
          aria-label={commission.title}
          options={MODES.map((mode) => ({ value: mode, label: commission.modes[mode] }))}
        />
      </Form.Item>
      {values.commission === 'rate' && (
        <Form.Item
          name="commissionBps"
          label={commission.rate}
          extra={commission.rateHelp}
          rules={[
            {
              required: true,
              type: 'integer',
              min: COMMISSION_BPS_MIN,
              max: COMMISSION_BPS_MAX,
              message: commission.rateHelp,
            },
          ]}
        >
          <PercentField />
        </Form.Item>
      )}
    </Panel>
  )
}

function ScopeFields({ values }: Pick<StepProps, 'values'>) {
  const { form } = useTexts().campaigns
  const isChosen = values.reach === 'chosen'
  return (
    <>
      <Form.Item name="reach">
        <Radio.Group
          options={[
            { value: 'all', label: form.all },
            { value: 'chosen', label: form.chosen },
          ]}
        />
      </Form.Item>
      {isChosen && (
        <>
          <p className="panel-help">{form.scopeHelp}</p>
          <Lists name="goods" isNeeded />
        </>
      )}
      <Collapse
        ghost
        className="fold"
        items={[
          {
            key: 'except',
            label: form.except,
            forceRender: true,
            children: (
              <>
                <p className="panel-help">{form.exceptHelp}</p>
                <Lists name="except" />
              </>
            ),
          },
        ]}
      />
    </>
  )
}

function Lists({
  name,
  isNeeded = false,
}: {
  readonly name: 'goods' | 'except'
  readonly isNeeded?: boolean
}) {
  const { form } = useTexts().campaigns
  return (
    <>
      <Form.Item
        name={[name, 'categories']}
        label={form.categories}
        rules={isNeeded ? [atLeastOne(name, form.needScope)] : []}
      >
        <GoodsPicker kind="categories" />
      </Form.Item>
      <Form.Item name={[name, 'products']} label={form.products}>
        <GoodsPicker kind="products" />
      </Form.Item>
      <Form.Item name={[name, 'tags']} label={form.tags}>
        <TagsField />
      </Form.Item>
      <Form.Item name={[name, 'skus']} label={form.skus}>
        <SkusField />
      </Form.Item>
    </>
  )
}

const atLeastOne =
  (name: string, text: string) =>
  ({ getFieldValue }: { getFieldValue: (name: string) => unknown }) => ({
    validator: async () => {
      const lists = Object.values((getFieldValue(name) ?? {}) as Record<string, readonly string[]>)
      if (lists.every((list) => list.length === 0)) throw new Error(text)
    },
  })

const KINDS = ['everyone', 'members', 'level', 'tag', 'new'] as const

function AudienceFields({ values }: Pick<StepProps, 'values'>) {
  const { form, audience } = useTexts().campaigns
  const levels = useLevels()
  return (
    <>
      <Form.Item name="who" extra={audience.help[values.who]}>
        <Radio.Group
          className="choices-list"
          options={KINDS.map((kind) => ({ value: kind, label: audience[kind] }))}
        />
      </Form.Item>
      {values.who === 'level' && (
        <Form.Item
          name="level"
          label={form.level}
          rules={[{ required: true }]}
          getValueProps={(level: { rank: number } | null) => ({ value: level?.rank ?? null })}
          getValueFromEvent={(rank: number) => ({
            rank,
            name: levels.find((one) => one.rank === rank)?.title ?? values.level?.name ?? '',
          })}
        >
          <LevelChoice levels={levels} kept={values.level} />
        </Form.Item>
      )}
      {values.who === 'tag' && (
        <Form.Item name="tag" label={form.tag} rules={[{ required: true, whitespace: true }]}>
          <CustomerTagField />
        </Form.Item>
      )}
      <Form.Item name="channels" label={audience.channel} extra={audience.channelHelp}>
        <Select
          mode="multiple"
          className="choice-field"
          placeholder={audience.channelsAll}
          options={CHANNELS.map((channel) => ({ value: channel, label: audience.channels[channel] }))}
        />
      </Form.Item>
    </>
  )
}

interface LevelChoiceProps {
  readonly levels: readonly { rank: number; title: string; customers: number }[]
  readonly kept: { rank: number; name: string } | null
  readonly id?: string
  readonly value?: number | null
  readonly onChange?: (rank: number) => void
}

function LevelChoice({ levels, kept, id, value = null, onChange }: LevelChoiceProps) {
  const { schemaForm } = useTexts()
  const known = levels.map(({ rank, title, customers }) => ({
    value: rank,
    label: schemaForm.withPeople(title, customers),
  }))
  const isKept = kept && !levels.some(({ rank }) => rank === kept.rank)
  return (
    <Select
      {...(id ? { id } : {})}
      className="choice-field"
      value={value}
      placeholder={levels.length === 0 ? schemaForm.noLevels : schemaForm.level}
      options={isKept ? [...known, { value: kept.rank, label: kept.name }] : known}
      onChange={(rank: number) => onChange?.(rank)}
    />
  )
}
