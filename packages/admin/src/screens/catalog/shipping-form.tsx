import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, InputNumber, TreeSelect } from 'antd'
import { useState } from 'react'
import {
  getShippingRules,
  type ShippingRule,
  type ShippingRules,
  saveShippingRules,
} from '../../api/catalog.js'
import { isCode } from '../../api/client.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { MoneyField, moneyRule } from '../../ui/money-field.js'
import { FormBar, Panel, SaveButton } from '../../ui/page.js'
import { regionTree } from '../../ui/regions.js'
import { Nothing } from '../../ui/states.js'
import { useFail } from '../../ui/use-fail.js'

interface RuleFields extends Omit<ShippingRule, 'regions'> {
  readonly isRest: boolean
  readonly regions: readonly string[]
}

interface Fields {
  readonly rules: readonly RuleFields[]
}

const BLANK: Omit<RuleFields, 'isRest'> = {
  regions: [],
  firstGram: 1000,
  firstFen: 800,
  stepGram: 1000,
  stepFen: 300,
  freeOverFen: null,
  excluded: false,
}

interface ShippingFormProps {
  readonly saved: ShippingRules
  readonly currency: string
}

/** Rules by region with one for everywhere else at the end; the first that has the address counts. */
export function ShippingForm({ saved, currency }: ShippingFormProps) {
  const { storeId } = useShop()
  const { catalog, common } = useTexts()
  const texts = catalog.shipping
  const may = useMay('store:write')
  const client = useQueryClient()
  const { message } = App.useApp()
  const [form] = Form.useForm<Fields>()
  const fail = useFail(form)
  const [version, setVersion] = useState(saved.version)
  const rules = Form.useWatch('rules', form) ?? []
  const hasRest = rules.some(({ isRest }) => isRest)
  const save = useMutation({
    mutationFn: (fields: Fields) => saveShippingRules(storeId, { version, rules: sorted(fields.rules) }),
    onSuccess: async (reply) => {
      setVersion(reply.version)
      await client.invalidateQueries({ queryKey: ['shipping', storeId] })
      void message.success(common.saved)
    },
    onError: async (error) => {
      if (!isCode(error, 'SHIPPING_CHANGED')) return fail(error)
      setVersion((await getShippingRules(storeId)).version)
      void message.warning(texts.conflict, 6)
    },
  })
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={!may}
      initialValues={{ rules: saved.rules.map((rule) => ({ ...rule, isRest: rule.regions.length === 0 })) }}
      onFinish={(fields) => save.mutate(fields)}
    >
      <Form.List name="rules">
        {(lines, { add, remove }) => (
          <>
            {lines.length === 0 && <Nothing text={texts.empty} help={texts.emptyHelp} />}
            {lines.map(({ key, name }) => (
              <RulePanel
                key={key}
                name={name}
                rule={rules[name]}
                currency={currency}
                onRemove={() => remove(name)}
              />
            ))}
            {may && (
              <div className="row row-wrap gap">
                <Button
                  icon={<PlusOutlined />}
                  onClick={() => add({ ...BLANK, isRest: false }, hasRest ? lines.length - 1 : lines.length)}
                >
                  {texts.add}
                </Button>
                {!hasRest && (
                  <Button icon={<PlusOutlined />} onClick={() => add({ ...BLANK, isRest: true })}>
                    {texts.addRest}
                  </Button>
                )}
              </div>
            )}
          </>
        )}
      </Form.List>
      {may && (
        <FormBar>
          <SaveButton isSaving={save.isPending} />
        </FormBar>
      )}
    </Form>
  )
}

/** As the server takes them, everywhere else last. */
function sorted(rules: readonly RuleFields[]): ShippingRule[] {
  return [...rules]
    .sort((a, b) => Number(a.isRest) - Number(b.isRest))
    .map(({ isRest, ...rule }) => ({ ...BLANK, ...rule, regions: isRest ? [] : rule.regions }))
}

interface RulePanelProps {
  readonly name: number
  readonly rule: RuleFields | undefined
  readonly currency: string
  readonly onRemove: () => void
}

function RulePanel({ name, rule, currency, onRemove }: RulePanelProps) {
  const { catalog, common } = useTexts()
  const texts = catalog.shipping
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
          <Form.Item name={[name, 'firstGram']} label={texts.first} rules={required}>
            <InputNumber min={0} max={1_000_000} precision={0} className="full" />
          </Form.Item>
          <Form.Item name={[name, 'firstFen']} label={texts.firstFee} required rules={money}>
            <MoneyField currency={currency} />
          </Form.Item>
          <Form.Item name={[name, 'stepGram']} label={texts.step} rules={required}>
            <InputNumber min={1} max={1_000_000} precision={0} className="full" />
          </Form.Item>
          <Form.Item name={[name, 'stepFen']} label={texts.stepFee} required rules={money}>
            <MoneyField currency={currency} />
          </Form.Item>
          <Form.Item
            name={[name, 'freeOverFen']}
            label={texts.freeOver}
            extra={texts.freeOverHelp}
            rules={[moneyRule({ texts: common })]}
          >
            <MoneyField currency={currency} />
          </Form.Item>
        </div>
      )}
    </Panel>
  )
}
