import { PlusOutlined } from '@ant-design/icons'
import { Button, Form, Popconfirm, Tag } from 'antd'
import { useState } from 'react'
import type { SavedPayoutSettings, TaxRule } from '../../api/payouts.js'
import { useMay } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { useNow } from '../../ui/use-now.js'
import { wallClock } from '../../ui/zone.js'
import { ruleInForce, type TaxDraft } from './tax-draft.js'
import { TaxEditor } from './tax-editor.js'
import { TaxExample } from './tax-example.js'
import { TaxScale } from './tax-scale.js'

const RULES = ['tax', 'rules']
const RULES_MAX = 20

/** Every scale of the shop: as it holds, or with the fields to change it. Part of the form around it. */
export function TaxRules({ saved }: { readonly saved: SavedPayoutSettings }) {
  const { tax: texts } = useTexts().settlement
  const may = useMay('payouts:approve')
  const form = Form.useFormInstance()
  const rules: readonly TaxDraft[] =
    Form.useWatch(RULES, { form, preserve: true }) ?? saved.settings.tax.rules
  const today = wallClock(useNow(60_000), useZone()).slice(0, 10)
  const inForce = ruleInForce(rules, today)
  const known = new Set(
    [...saved.settings.tax.rules, ...saved.defaultRules].map((rule) => JSON.stringify(rule)),
  )
  const isAsKnown = (rule: TaxDraft) => known.has(JSON.stringify(rule))
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const toggle = (key: number, isOpen: boolean) =>
    setOpen((keys) => new Set(isOpen ? [...keys, key] : [...keys].filter((one) => one !== key)))
  return (
    <Form.List name={RULES}>
      {(fields, { add, remove }) => (
        <div className="stack-wide">
          {!inForce && <p className="warn">{texts.noneInForce}</p>}
          {fields.map(({ key, name }) => {
            const rule = rules[name]
            if (!rule) return null
            const before = saved.settings.tax.rules.find(({ from }) => from === rule.from)
            const isOpen = open.has(key) || !isAsKnown(rule)
            return (
              <section key={key} className="scale">
                <header className="row between row-wrap">
                  <h3>{rule.from ? texts.scale(rule.from) : texts.newScale}</h3>
                  {rule === inForce && <Tag color="success">{texts.inForce}</Tag>}
                  {rule.from && rule.from > today && <Tag>{texts.later}</Tag>}
                </header>
                {isOpen ? <TaxEditor at={name} rules={rules} /> : <TaxScale rule={rule as TaxRule} />}
                <TaxExample rule={rule} />
                {may && (
                  <div className="row row-wrap">
                    {!isOpen && <Button onClick={() => toggle(key, true)}>{texts.edit}</Button>}
                    {isOpen && before && (
                      <Button
                        onClick={() => {
                          form.setFieldValue([...RULES, name], before)
                          toggle(key, false)
                        }}
                      >
                        {texts.undo}
                      </Button>
                    )}
                    {fields.length > 1 && (
                      <Popconfirm title={texts.removeAsk} onConfirm={() => remove(name)}>
                        <Button danger>{texts.remove}</Button>
                      </Popconfirm>
                    )}
                  </div>
                )}
              </section>
            )
          })}
          {may && (
            <div className="row row-wrap">
              {fields.length < RULES_MAX && (
                <Button
                  type="dashed"
                  icon={<PlusOutlined />}
                  onClick={() => add({ ...(inForce ?? rules.at(-1)), from: null, source: '' })}
                >
                  {texts.add}
                </Button>
              )}
              <Popconfirm
                title={texts.restoreAsk}
                onConfirm={() => {
                  form.setFieldValue(RULES, saved.defaultRules)
                  setOpen(new Set())
                }}
              >
                <Button type="text">{texts.restore}</Button>
              </Popconfirm>
            </div>
          )}
          {may && <p className="quiet">{texts.addHelp}</p>}
        </div>
      )}
    </Form.List>
  )
}
