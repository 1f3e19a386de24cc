import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { changeSettings, getSettings } from '../../api/store.js'
import { useTexts } from '../../i18n/texts.js'
import { SWATCHES, Swatches } from '../../ui/swatches.js'
import { useFail } from '../../ui/use-fail.js'

interface LookStepProps {
  readonly storeId: string
  readonly slug: string
}

/** The colour, and what to begin with; whatever is chosen, the shop is there already. */
export function LookStep({ storeId, slug }: LookStepProps) {
  const { start } = useTexts()
  const navigate = useNavigate()
  const client = useQueryClient()
  const fail = useFail()
  const [color, setColor] = useState<string>(SWATCHES[0].color)
  const go = useMutation({
    mutationFn: async (_: string) => {
      const { version, brandColor } = await getSettings(storeId)
      if (brandColor !== color)
        client.setQueryData(
          ['settings', storeId],
          await changeSettings(storeId, { version, brandColor: color }),
        )
    },
    onSuccess: (_, path) => navigate(`/s/${slug}${path}`),
    onError: fail,
  })
  const goes = (path: string) => ({
    onClick: () => go.mutate(path),
    loading: go.isPending && go.variables === path,
    disabled: go.isPending,
  })
  return (
    <>
      <h2>{start.lookTitle}</h2>
      <p className="quiet">{start.lookHelp}</p>
      <Swatches value={color} onChange={setColor} />
      <h2>{start.firstTitle}</h2>
      <p className="quiet">{start.firstHelp}</p>
      <div className="choices">
        <Button type="primary" {...goes('/products/new')}>
          {start.firstProduct}
        </Button>
        <Button {...goes('/imports')}>{start.firstCsv}</Button>
        <Button type="text" {...goes('?share=1')}>
          {start.later}
        </Button>
      </div>
    </>
  )
}
