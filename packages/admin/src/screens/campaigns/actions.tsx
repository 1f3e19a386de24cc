import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useNavigate } from 'react-router'
import { actOnCampaign, type Campaign, type CampaignAct } from '../../api/campaigns.js'
import { usePath, useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'
import { actionsOf } from './may-change.js'
import { useRenewCampaigns } from './use-campaigns.js'

/** What cannot be taken back. */
const FINAL: ReadonlySet<CampaignAct> = new Set<CampaignAct>(['end', 'cancel'])

/** What can be done with a campaign now; each says first what it means for shoppers. Publishing goes by the check of the form. */
export function CampaignActions({ campaign }: { readonly campaign: Campaign }) {
  const { storeId } = useShop()
  const { campaign: texts, common } = useTexts()
  const to = usePath()
  const navigate = useNavigate()
  const client = useQueryClient()
  const renew = useRenewCampaigns()
  const { message, modal } = App.useApp()
  const fail = useFail()
  const { isArchived } = campaign
  const check = to(`/marketing/campaigns/${campaign.id}/edit?step=check`)
  const name = (act: CampaignAct) => (act === 'archive' && isArchived ? texts.unarchive : texts.acts[act])
  const run = useMutation({
    mutationFn: (act: CampaignAct) => actOnCampaign(storeId, campaign, act),
    onSuccess: async (after, act) => {
      client.setQueryData(['campaign', storeId, after.id], after)
      void message.success(act === 'archive' && isArchived ? common.done : texts.did[act])
      await renew()
      if (act === 'copy') await navigate(to(`/marketing/campaigns/${after.id}/edit?step=when`))
    },
    onError: fail,
  })
  const ask = (act: CampaignAct) =>
    void modal.confirm({
      title: `${name(act)} · ${campaign.label}`,
      content: act === 'archive' && isArchived ? texts.unarchiveMeans : texts.means[act],
      okText: name(act),
      cancelText: common.cancel,
      okButtonProps: { danger: FINAL.has(act) },
      onOk: () => run.mutateAsync(act).catch(() => {}),
    })
  return actionsOf(campaign).map((act) => (
    <Button
      key={act}
      type={act === 'publish' || act === 'resume' ? 'primary' : 'default'}
      danger={FINAL.has(act)}
      loading={run.isPending && run.variables === act}
      onClick={() => (act === 'publish' ? void navigate(check) : ask(act))}
    >
      {name(act)}
    </Button>
  ))
}
