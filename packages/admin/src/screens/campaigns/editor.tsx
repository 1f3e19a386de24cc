import { Alert, Button, Form, Steps } from 'antd'
import { useCallback, useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import type { Campaign, Mechanic } from '../../api/campaigns.js'
import { usePath } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { FormBar } from '../../ui/page.js'
import { useLeaveGuard } from '../../ui/use-leave-guard.js'
import { useNow } from '../../ui/use-now.js'
import { usePhone } from '../../ui/use-phone.js'
import { blankForm, type DraftForm, formOf } from './draft.js'
import { opennessOf, STEPS, type Step } from './may-change.js'
import { StepCheck } from './step-check.js'
import { StepWhat } from './step-what.js'
import { StepWhen } from './step-when.js'
import { StepWho } from './step-who.js'
import { useSaveCampaign } from './use-save.js'

interface EditorProps {
  readonly campaign: Campaign | null
  readonly mechanic: Mechanic
  readonly zone: string
}

/** The form in its steps. Each step is checked when it is left; the server checks the whole and says at which step it failed. */
export function Editor({ campaign, mechanic, zone }: EditorProps) {
  const { campaigns, common } = useTexts()
  const navigate = useNavigate()
  const to = usePath()
  const now = useNow(30_000)
  const [search, setSearch] = useSearchParams()
  const [form] = Form.useForm<DraftForm>()
  const [opened] = useState(() => openedWith(campaign, mechanic, zone))
  const values = (Form.useWatch([], { form, preserve: true }) ?? opened) as DraftForm
  const step = STEPS.find((one) => one === search.get('step')) ?? 'what'
  const place = STEPS.indexOf(step)
  const goTo = (wanted: Step) => {
    setSearch((before) => ({ ...Object.fromEntries(before), step: wanted }), { replace: true })
    window.scrollTo({ top: 0 })
  }
  const dirty = useRef(false)
  const isDirty = useCallback(() => dirty.current, [])
  const { save, publish, isBusy } = useSaveCampaign({ campaign, mechanic, form, goTo, step, dirty })
  const openness = campaign ? opennessOf(campaign, now) : 'all'
  const isDraft = !campaign || campaign.state === 'draft'
  useLeaveGuard(isDirty)
  // A draft is saved before it is checked: what is looked at then is what would be published.
  const advance = async (wanted: Step) => {
    const isSound = await form.validateFields().then(
      () => true,
      () => false,
    )
    if (!isSound) return
    if (wanted === 'check' && isDraft) await save('check')
    else goTo(wanted)
  }
  const part = { mechanic, values, openness, zone, form, campaign }
  const seen = () => void navigate(to(`/marketing/campaigns/${campaign?.id ?? ''}`))
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={opened}
      disabled={openness === 'none'}
      validateMessages={{ required: common.required }}
      onValuesChange={() => {
        dirty.current = true
      }}
    >
      <Progress step={step} onChange={(wanted) => void advance(wanted)} />
      {openness !== 'all' && (
        <Alert
          showIcon
          type="info"
          className="gap"
          title={campaigns.form[openness]}
          description={campaign?.fault ?? (openness === 'few' ? mechanic.changeWords : null)}
        />
      )}
      {step === 'what' && <StepWhat {...part} />}
      {step === 'who' && <StepWho {...part} />}
      {step === 'when' && <StepWhen {...part} />}
      {step === 'check' && <StepCheck {...part} />}
      <FormBar>
        {isDraft && (
          <Button disabled={isBusy} onClick={() => void save()}>
            {campaigns.form.saveDraft}
          </Button>
        )}
        <span className="grow" />
        {place > 0 && (
          <Button disabled={false} onClick={() => goTo(STEPS[place - 1] ?? 'what')}>
            {campaigns.form.back}
          </Button>
        )}
        {step !== 'check' && (
          <Button
            type="primary"
            disabled={false}
            loading={isBusy}
            onClick={() => void advance(STEPS[place + 1] ?? 'check')}
          >
            {campaigns.form.next}
          </Button>
        )}
        {step === 'check' && isDraft && (
          <Button type="primary" loading={isBusy} onClick={() => void publish()}>
            {campaigns.form.publish}
          </Button>
        )}
        {step === 'check' && !isDraft && (
          <Button
            type="primary"
            loading={isBusy}
            onClick={() => void save().then((saved) => saved && seen())}
          >
            {campaigns.form.save}
          </Button>
        )}
      </FormBar>
    </Form>
  )
}

function openedWith(campaign: Campaign | null, mechanic: Mechanic, zone: string): DraftForm {
  const clock = { now: new Date(), zone }
  return campaign ? formOf(campaign, mechanic, clock) : blankForm(mechanic, clock)
}

interface ProgressProps {
  readonly step: Step
  readonly onChange: (step: Step) => void
}

/** Where one is; on a phone one line. */
function Progress({ step, onChange }: ProgressProps) {
  const { form } = useTexts().campaigns
  const isPhone = usePhone()
  const place = STEPS.indexOf(step)
  if (isPhone)
    return (
      <div className="steps-phone">
        <div className="row between">
          <h2>{form.steps[step]}</h2>
          <span className="quiet">{form.stepOf(place + 1, STEPS.length)}</span>
        </div>
        <div className="steps-line" aria-hidden="true">
          {STEPS.map((one, index) => (
            <i key={one} className={index <= place ? 'on' : ''} />
          ))}
        </div>
      </div>
    )
  return (
    <Steps
      className="steps"
      size="small"
      current={place}
      onChange={(index) => onChange(STEPS[index] ?? 'what')}
      items={STEPS.map((one) => ({ title: form.steps[one] }))}
    />
  )
}
