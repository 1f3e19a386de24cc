import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, type FormInstance } from 'antd'
import { type RefObject, useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import {
  actOnCampaign,
  type Campaign,
  createCampaign,
  type Mechanic,
  saveCampaign,
} from '../../api/campaigns.js'
import { CallError } from '../../api/client.js'
import { usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { useWords } from '../../ui/use-words.js'
import { type DraftForm, draftOf } from './draft.js'
import { type Fault, faultsOf } from './faults.js'
import type { Step } from './may-change.js'
import { useRenewCampaigns } from './use-campaigns.js'

interface SaveProps {
  readonly campaign: Campaign | null
  readonly mechanic: Mechanic
  readonly form: FormInstance<DraftForm>
  readonly step: Step
  readonly goTo: (step: Step) => void
  readonly dirty: RefObject<boolean>
}

/** Saves and publishes; a refusal leads to the step it concerns and stands at its fields. */
export function useSaveCampaign({ campaign, mechanic, form, step, goTo, dirty }: SaveProps) {
  const { storeId } = useShop()
  const { campaigns, common } = useTexts()
  const to = usePath()
  const navigate = useNavigate()
  const client = useQueryClient()
  const renew = useRenewCampaigns()
  const { message } = App.useApp()
  const fail = useFail()
  const words = useWords()
  const [faults, setFaults] = useState<readonly Fault[]>([])
  useEffect(() => {
    const here = faults.filter((fault) => fault.step === step)
    if (here.length > 0)
      form.setFields(here.map(({ name, text }) => ({ name: name as never, errors: [text] })))
  }, [faults, step, form])
  const refused = (error: unknown) => {
    fail(error)
    if (!(error instanceof CallError)) return
    const found = faultsOf(error.problem)
    setFaults(found.fields)
    if (found.step) goTo(found.step)
  }
  const saving = useMutation({
    mutationFn: async (then: Step | null) => {
      const draft = draftOf(form.getFieldsValue(true) as DraftForm, mechanic)
      const saved = campaign
        ? await words((acknowledged) =>
            saveCampaign(storeId, campaign.id, draft, { version: campaign.version, acknowledged }),
          )
        : await createCampaign(storeId, draft)
      dirty.current = false
      client.setQueryData(['campaign', storeId, saved.id], saved)
      if (then && campaign) goTo(then)
      else if (then)
        await navigate(to(`/marketing/campaigns/${saved.id}/edit?step=${then}`), { replace: true })
      return saved
    },
  })
  const publishing = useMutation({
    mutationFn: async () => {
      const saved = await saving.mutateAsync(null)
      const published = await words((acknowledged) =>
        actOnCampaign(storeId, saved, 'publish', acknowledged),
      ).catch(async (error: unknown) => {
        if (!campaign)
          await navigate(to(`/marketing/campaigns/${saved.id}/edit?step=${step}`), { replace: true })
        throw error
      })
      client.setQueryData(['campaign', storeId, saved.id], published)
      return published
    },
  })
  /** Saves and stays, or goes on to another step. */
  const save = async (then: Step = step): Promise<boolean> => {
    try {
      const saved = await saving.mutateAsync(then)
      if (then === step)
        void message.success(saved.state === 'draft' ? campaigns.form.draftSaved : common.saved)
      await renew()
      return true
    } catch (error) {
      refused(error)
      return false
    }
  }
  const publish = async () => {
    try {
      const { id } = await publishing.mutateAsync()
      void message.success(campaigns.form.published)
      await renew()
      await navigate(to(`/marketing/campaigns/${id}`))
    } catch (error) {
      refused(error)
    }
  }
  return { save, publish, isBusy: saving.isPending || publishing.isPending }
}
