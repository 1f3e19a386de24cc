import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, Input, InputNumber, Popconfirm, Segmented, TreeSelect } from 'antd'
import {
  type ExpressCharge,
  type ExpressRule,
  type ExpressTemplate,
  removeTemplate,
  saveTemplate,
} from '../../api/delivery.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { MoneyField, moneyRule } from '../../ui/money-field.js'
import { FormBar, Panel, SaveButton } from '../../ui/page.js'
import { regionTree } from '../../ui/regions.js'
import { Nothing } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'
import { TemplatePreview } from './template-preview.js'

interface RuleFields extends ExpressRule {
  readonly isRest: boolean
}

interface Fields {
  readonly name: string
  readonly charge: ExpressCharge
  readonly rules: readonly RuleFields[]
}

const BLANK: Omit<RuleFields, 'isRest'> = {
  regions: [],
  first: 1000,
  firstFen: 800,
  step: 1000,
  stepFen: 300,
  freeOverFen: null,
  freeOverPieces: null,
  excluded: false,
}

/** What steps begin with: a kilogram, a piece. */
const FIRST: Readonly<Record<ExpressCharge, number>> = { weight: 1000, piece: 1, fixed: 1 }

interface TemplateFormProps {
  readonly saved: ExpressTemplate
  readonly isNew: boolean
  readonly currency: string
  /** Which template is to be shown then. */
  readonly onMoved: (id: string) => void
}

/** Rules by region with one for everywhere else at the end; the first that has the address counts. */
export function TemplateForm({ saved, isNew, currency, onMoved }: TemplateFormProps) {
  const { storeId } = useShop()
  const { delivery: texts, common } = useTexts()
  const may = useMay('store:write')
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const rules = Form.useWatch('rules', form) ?? []
  const charge = Form.useWatch('charge', form) ?? saved.charge
  const hasRest = rules.some(({ isRest }) => isRest)
  const isUsual = saved.id === 'usual'
  const fresh = () => client.invalidateQueries({ queryKey: ['delivery', storeId] })
  const save = useMutation({
    mutationFn: ({ name = '', ...fields }: Fields) => {
      const { id, version } = saved
      return saveTemplate(storeId, {
        ...{ id: isNew ? null : id, name, charge: fields.charge, version },
        rules: rulesToSave(fields.rules),
      })
    },
    onSuccess: async ({ id }) => {
      await fresh()
      onMoved(id)
      void message.success(common.saved)
    },
    onError: fail,
  })
  const drop = useMutation({
    mutationFn: () => removeTemplate(storeId, saved.id),
    onSuccess: async () => {
      onMoved('usual')
      await fresh()
    },
    onError: fail,
  })
  const blank = { ...BLANK, first: FIRST[charge], step: FIRST[charge] }
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={!may}
      initialValues={{
        name: saved.name,
        charge: saved.charge,
        rules: saved.rules.map((rule) => ({ ...rule, isRest: rule.regions.length === 0 })),
      }}
      onFinish={(fields) => save.mutate(fields)}
    >
      <Panel title={isUsual ? texts.usual : saved.name || texts.unnamed}>
        {!isUsual && (
          <Form.Item
            name="name"
            label={texts.name}
            extra={texts.nameHelp}
            rules={[{ required: true, message: common.required }]}
          >
            <Input maxLength={40} />
          </Form.Item>
        )}
        <Form.Item name="charge" label={texts.charge}>
          <Segmented
            options={(['weight', 'piece', 'fixed'] as const).map((value) => ({
              value,
              label: texts.charges[value],
            }))}
          />
        </Form.Item>
        {!isUsual && !isNew && may && (
          <Popconfirm title={texts.removeConfirm(saved.name)} onConfirm={() => drop.mutate()}>
            <Button danger type="text" icon={<DeleteOutlined />} loading={drop.isPending}>
              {texts.removeTemplate}
            </Button>
          </Popconfirm>
        )}
      </Panel>
      <Form.List name="rules">
        {(lines, { add, remove }) => (
          <>
            {lines.length === 0 && <Nothing text={texts.empty} help={texts.emptyHelp} />}
            {lines.map(({ key, name }) => (
              <RulePanel
                key={key}
                name={name}
                rule={rules[name]}
                charge={charge}
                currency={currency}
                onRemove={() => remove(name)}
              />
            ))}
            {may && (
              <div className="row row-wrap gap">
                <Button
                  icon={<PlusOutlined />}
                  onClick={() => add({ ...blank, isRest: false }, hasRest ? lines.length - 1 : lines.length)}
                >
                  {texts.add}
                </Button>
                {!hasRest && (
                  <Button icon={<PlusOutlined />} onClick={() => add({ ...blank, isRest: true })}>
                    {texts.addRest}
                  </Button>
                )}
              </div>
            )}
          </>
        )}
      </Form.List>
      <TemplatePreview charge={charge} rules={rulesToSave(rules)} currency={currency} />
      {may && (
        <FormBar>
          <SaveButton isSaving={save.isPending} />
        </FormBar>
      )}
    </Form>
  )
}

/** As the server takes them, everywhere else last. */
function rulesToSave(rules: readonly RuleFields[]): ExpressRule[] {
  return [...rules]
    .sort((a, b) => Number(a.isRest) - Number(b.isRest))
    .map(({ isRest, ...rule }) => ({
      ...BLANK,
      ...rule,
      freeOverPieces: rule.freeOverPieces ?? null,
      regions: isRest ? [] : rule.regions,
    }))
}

interface RulePanelProps {
  readonly name: number
  readonly rule: RuleFields | undefined
  readonly charge: ExpressCharge
  readonly currency: string
  readonly onRemove: () => void
}

function RulePanel({ name, rule, charge, currency, onRemove }: RulePanelProps) {
  const { delivery: texts, common } = useTexts()
  const isFixed = charge === 'fixed'
  const required = [{ required: true, message: common.required }]
  const money = [moneyRule({ isRequired: true, texts: common })]
  return (
    <Panel
      title={rule?.isRest ? texts.rest : `${texts.regions} ${name + 1}`}
      extra={
        <Button type="text" danger icon={<DeleteOutlined />} aria-label={texts.remove} onClick={onRemove} />
      }
    >
      <Form.Item name={[name, 'isRest']} hidden>
        <Checkbox />
      </Form.Item>
      {!rule?.isRest && (
        <Form.Item
          name={[name, 'regions']}
          label={texts.regions}
          rules={[{ required: true, message: texts.needRegions }]}
        >
          <TreeSelect
            treeData={regionTree}
            treeCheckable
            showCheckedStrategy={TreeSelect.SHOW_PARENT}
            treeNodeFilterProp="title"
            placeholder={texts.regionsHelp}
            allowClear
          />
        </Form.Item>
      )}
      <Form.Item name={[name, 'excluded']} valuePropName="checked">
        <Checkbox>{texts.excluded}</Checkbox>
      </Form.Item>
      {!rule?.excluded && (
        <div className="two">
          {!isFixed && (
            <Form.Item name={[name, 'first']} label={texts.first[charge]} rules={required}>
              <InputNumber min={0} max={1_000_000} precision={0} className="full" />
            </Form.Item>
          )}
          <Form.Item name={[name, 'firstFen']} label={texts.firstFee[charge]} required rules={money}>
            <MoneyField currency={currency} />
          </Form.Item>
          {!isFixed && (
            <Form.Item name={[name, 'step']} label={texts.step[charge]} rules={required}>
              <InputNumber min={1} max={1_000_000} precision={0} className="full" />
            </Form.Item>
          )}
          {!isFixed && (
            <Form.Item name={[name, 'stepFen']} label={texts.stepFee[charge]} required rules={money}>
              <MoneyField currency={currency} />
            </Form.Item>
          )}
          <Form.Item
            name={[name, 'freeOverFen']}
            label={texts.freeOver}
            extra={texts.freeOverHelp}
            rules={[moneyRule({ texts: common })]}
          >
            <MoneyField currency={currency} />
          </Form.Item>
          <Form.Item
            name={[name, 'freeOverPieces']}
            label={texts.freeOverPieces}
            extra={texts.freeOverPiecesHelp}
          >
            <InputNumber min={1} max={1_000_000} precision={0} className="full" />
          </Form.Item>
        </div>
      )}
    </Panel>
  )
}
