import { Alert, Form, Input, Radio, Select } from 'antd'
import {
  NO_RETURN_GROUNDS,
  type ProductDelivery,
  type ReturnRule,
  setReturnRule,
} from '../../api/product-delivery.js'
import { useMay, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { Act } from '../../ui/act.js'

const WORDS_MAX = 200

/** A rule in the words a shopper reads. */
export function useReturnText(): (rule: ReturnRule) => string {
  const { goods } = useTexts()
  return ({ rule, ground, words }) => {
    if (rule === 'custom') return words
    return rule === 'none' && ground ? goods.noReturns(goods.grounds[ground]) : goods.sevenDays
  }
}

interface ReturnRuleButtonProps {
  readonly productId: string
  readonly delivery: ProductDelivery
}

/** Changes what holds for sending a product back; orders placed before keep theirs. */
export function ReturnRuleButton({ productId, delivery }: ReturnRuleButtonProps) {
  const { storeId } = useShop()
  const { goods, common } = useTexts()
  const { rule } = delivery
  if (!useMay('catalog:write')) return null
  return (
    <Act<ReturnRule>
      label={goods.changeRule}
      button={{ size: 'small' }}
      title={goods.returns}
      help={goods.ruleFromNow}
      done={common.saved}
      renews="product-delivery"
      act={(fields) =>
        setReturnRule(storeId, productId, {
          rule: fields.rule,
          ground: fields.rule === 'none' ? fields.ground : null,
          words: fields.rule === 'custom' ? fields.words.trim() : '',
        })
      }
    >
      <Form.Item name="rule" initialValue={rule.rule}>
        <Radio.Group className="stack">
          <Radio value="seven_days">{goods.rules.seven_days}</Radio>
          <Radio value="none">{goods.rules.none}</Radio>
          <Radio value="custom">{goods.rules.custom}</Radio>
        </Radio.Group>
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {({ getFieldValue }) => {
          const chosen = getFieldValue('rule') ?? rule.rule
          if (chosen === 'none') return <Ground ground={rule.ground ?? groundFor(delivery)} />
          return chosen === 'custom' ? <OwnWords words={rule.words} /> : null
        }}
      </Form.Item>
    </Act>
  )
}

const groundFor = ({ kind }: ProductDelivery) => (kind === 'virtual' ? 'digital' : undefined)

function Ground({ ground }: { readonly ground: ReturnRule['ground'] | undefined }) {
  const { goods, common } = useTexts()
  return (
    <>
      <Form.Item
        name="ground"
        label={goods.ground}
        initialValue={ground}
        rules={[{ required: true, message: common.required }]}
      >
        <Select options={NO_RETURN_GROUNDS.map((value) => ({ value, label: goods.grounds[value] }))} />
      </Form.Item>
      <Alert type="info" showIcon title={goods.law} />
    </>
  )
}

function OwnWords({ words }: { readonly words: string }) {
  const { goods, common } = useTexts()
  return (
    <Form.Item
      name="words"
      label={goods.ownWords}
      extra={goods.ownWordsHelp}
      initialValue={words}
      rules={[{ required: true, whitespace: true, message: common.required }]}
    >
      <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={WORDS_MAX} showCount />
    </Form.Item>
  )
}
