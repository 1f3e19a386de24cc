import type { FormInstance } from 'antd'
import type { Campaign, Mechanic } from '../../api/campaigns.js'
import type { DraftForm } from './draft.js'
import type { Openness } from './may-change.js'

/** What every step of the form is given. */
export interface StepProps {
  readonly campaign: Campaign | null
  readonly mechanic: Mechanic
  readonly form: FormInstance<DraftForm>
  readonly values: DraftForm
  readonly openness: Openness
  readonly zone: string
}
