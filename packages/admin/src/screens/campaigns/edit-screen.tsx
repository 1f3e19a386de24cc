import { useQuery } from '@tanstack/react-query'
import { useParams, useSearchParams } from 'react-router'
import { type Campaign, getCampaign, type Mechanic } from '../../api/campaigns.js'
import { usePath, useShop } from '../../app/session.js'
import { useSettings } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { Page } from '../../ui/page.js'
import { Loaded, Nothing } from '../../ui/states.js'
import { ChooseMechanic } from './choose-mechanic.js'
import { Editor } from './editor.js'
import { useMechanics } from './use-campaigns.js'

/** A new campaign, or one that is changed, in four short steps. */
export function Screen() {
  const { campaignId } = useParams()
  const { storeId } = useShop()
  const { campaigns, campaign: words } = useTexts()
  const to = usePath()
  const [search] = useSearchParams()
  const settings = useSettings()
  const mechanics = useMechanics()
  const saved = useQuery({
    queryKey: ['campaign', storeId, campaignId],
    queryFn: () => (campaignId ? getCampaign(storeId, campaignId) : Promise.resolve(null)),
    refetchOnWindowFocus: false,
  })
  const title = campaignId ? campaigns.form.editTitle : campaigns.form.newTitle
  const back = to(campaignId ? `/marketing/campaigns/${campaignId}` : '/marketing/campaigns')
  return (
    <Page isNarrow title={title} back={back}>
      <Loaded from={settings}>
        {({ zone }) => (
          <Loaded from={mechanics}>
            {(all) => (
              <Loaded from={saved}>
                {(campaign) => {
                  const wanted = campaign?.plugin ?? search.get('mechanic')
                  const mechanic = all.find(({ plugin }) => plugin === wanted)
                  if (mechanic) return <Opened campaign={campaign} mechanic={mechanic} zone={zone} />
                  return campaign ? <Nothing text={words.gone} /> : <ChooseMechanic mechanics={all} />
                }}
              </Loaded>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  )
}

interface OpenedProps {
  readonly campaign: Campaign | null
  readonly mechanic: Mechanic
  readonly zone: string
}

function Opened({ campaign, mechanic, zone }: OpenedProps) {
  return <Editor key={campaign?.id ?? mechanic.plugin} campaign={campaign} mechanic={mechanic} zone={zone} />
}
