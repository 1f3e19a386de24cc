import { DownloadOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTexts } from '../../i18n/texts.js'
import { useFail } from '../../ui/use-fail.js'

/** Downloads a file with nothing personal in full. */
export function SaveButton({ save }: { readonly save: () => Promise<void> }) {
  const { save: label } = useTexts().settlement.statements
  const fail = useFail()
  const saving = useMutation({ mutationFn: save, onError: fail })
  return (
    <Button icon={<DownloadOutlined />} loading={saving.isPending} onClick={() => saving.mutate()}>
      {label}
    </Button>
  )
}
