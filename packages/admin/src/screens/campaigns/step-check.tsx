import { useTexts } from '../../i18n/texts.js'
import { ConflictsPanel } from './conflicts-panel.js'
import { draftOf } from './draft.js'
import { DraftProofPanel } from './draft-proof-panel.js'
import { lookOf } from './look.js'
import { PreviewPanel } from './preview-panel.js'
import type { StepProps } from './step.types.js'
import { SummaryPanel } from './summary-panel.js'

/** What is about to be published, in words: the campaign, what it will charge and strike, what it collides with, and what shoppers will see. */
export function StepCheck({ mechanic, values, campaign }: StepProps) {
  const { check } = useTexts().campaigns
  const draft = draftOf(values, mechanic)
  return (
    <>
      <SummaryPanel draft={draft} mechanic={mechanic} rule={campaign?.summary ?? ''} />
      {mechanic.uses.prices && (
        <>
          <DraftProofPanel campaignId={campaign?.id ?? null} draft={draft} />
          <ConflictsPanel campaignId={campaign?.id ?? null} draft={draft} />
        </>
      )}
      {campaign && <PreviewPanel look={() => lookOf(campaign, new Date())} />}
      <p className="quiet">{check.readyHelp}</p>
    </>
  )
}
