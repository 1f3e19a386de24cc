import { EyeOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Space } from 'antd'
import { type Look, makePreview } from '../../api/campaign-checks.js'
import { useShop } from '../../app/session.js'
import { useTexts } from '../../i18n/texts.js'
import { CopyButton } from '../../ui/copy-button.js'
import { Panel } from '../../ui/page.js'
import { useFail } from '../../ui/use-fail.js'

interface PreviewButtonProps {
  readonly look: () => Promise<Look | null> | Look
  readonly label: string
}

/** Makes a link into the shop as it will look and opens it; where the browser forbids windows, the link stands there to be tapped. */
export function PreviewButton({ look, label }: PreviewButtonProps) {
  const { storeId } = useShop()
  const { check } = useTexts().campaigns
  const fail = useFail()
  const make = useMutation({
    mutationFn: async () => {
      const wanted = await look()
      return wanted && makePreview(storeId, wanted)
    },
    onSuccess: (made) => {
      if (made) window.open(made.url, '_blank', 'noopener')
    },
    onError: fail,
  })
  const made = make.data
  return (
    <Space wrap>
      <Button icon={<EyeOutlined />} disabled={false} loading={make.isPending} onClick={() => make.mutate()}>
        {label}
      </Button>
      {made && (
        <>
          <a href={made.url} target="_blank" rel="noreferrer">
            {check.openPreview}
          </a>
          <CopyButton isSmall text={made.url} />
        </>
      )}
    </Space>
  )
}

/** What shoppers will see when the campaign runs. */
export function PreviewPanel({ look }: Pick<PreviewButtonProps, 'look'>) {
  const { check } = useTexts().campaigns
  return (
    <Panel title={check.preview} help={check.previewHelp}>
      <PreviewButton look={look} label={check.makePreview} />
    </Panel>
  )
}
