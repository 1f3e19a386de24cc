import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Collapse, Form, Input, Switch, Tag } from 'antd'
import {
  type AccountField,
  listAccounts,
  type PaymentAccount,
  type SentAccount,
  saveAccount,
  testAccount,
} from '../../api/payments.js'
import { useMay, useShop } from '../../app/session.js'
import { useZone } from '../../app/use-settings.js'
import { useTexts } from '../../i18n/texts.js'
import { CopyButton } from '../../ui/copy-button.js'
import { Page, SaveButton } from '../../ui/page.js'
import { Loaded } from '../../ui/states.js'
import { Time } from '../../ui/time.js'
import { useFail } from '../../ui/use-fail.js'

/** Where the shop's money comes in: an account per provider, its secrets typed once and never shown again. */
export function Screen() {
  const { storeId } = useShop()
  const { nav, payments } = useTexts()
  const texts = payments.accounts
  const accounts = useQuery({
    queryKey: ['payment-accounts', storeId],
    queryFn: () => listAccounts(storeId),
    refetchOnWindowFocus: false,
  })
  return (
    <Page isNarrow title={nav.paymentAccounts} help={texts.help}>
      <Loaded from={accounts}>
        {({ items }) => (
          <>
            {items.every(({ isOn }) => !isOn) && (
              <Alert type="info" showIcon message={texts.noneOn} description={texts.noneOnHelp} />
            )}
            <Collapse
              className="accounts"
              items={items.map((account) => ({
                key: account.provider,
                label: (
                  <span className="row between">
                    <strong>{account.title}</strong>
                    <State account={account} />
                  </span>
                ),
                children: <AccountForm key={account.version} account={account} />,
              }))}
            />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function State({ account }: { readonly account: PaymentAccount }) {
  const texts = useTexts().payments.accounts
  if (account.version === 0) return <Tag>{texts.unset}</Tag>
  if (account.testFault) return <Tag color="error">{texts.faulty}</Tag>
  return account.isOn ? <Tag color="success">{texts.on}</Tag> : <Tag>{texts.off}</Tag>
}

function AccountForm({ account }: { readonly account: PaymentAccount }) {
  const { storeId } = useShop()
  const { common, payments } = useTexts()
  const texts = payments.accounts
  const may = useMay('payments:write')
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const [form] = Form.useForm<Omit<SentAccount, 'version'>>()
  const fail = useFail(form)
  const renew = () => client.invalidateQueries({ queryKey: ['payment-accounts', storeId] })
  const save = useMutation({
    mutationFn: (typed: Omit<SentAccount, 'version'>) =>
      saveAccount(storeId, account.provider, { ...typed, version: account.version }),
    onSuccess: async () => {
      void message.success(common.saved)
      await renew()
    },
    onError: fail,
  })
  const submit = (typed: Omit<SentAccount, 'version'>) => {
    const isOther =
      account.version > 0 &&
      account.fields.some(
        ({ name, isIdentity }) => isIdentity && account.values[name] !== typed.values[name]?.trim(),
      )
    if (!isOther) return save.mutate(typed)
    modal.confirm({ title: texts.otherTitle, content: texts.otherHelp, onOk: () => save.mutate(typed) })
  }
  return (
    <Form form={form} layout="vertical" disabled={!may} initialValues={account} onFinish={submit}>
      <p className="panel-help">{account.help}</p>
      {account.fields.map((field) => (
        <Field key={field.name} field={field} isKnown={account.version > 0} />
      ))}
      <Form.Item label={texts.notifyUrl} extra={texts.notifyHelp}>
        <span className="row row-wrap">
          <code className="select-all breakable">{account.notifyUrl}</code>
          <CopyButton isSmall text={account.notifyUrl} />
        </span>
      </Form.Item>
      <Form.Item name="isOn" label={texts.offered} valuePropName="checked" extra={texts.offeredHelp}>
        <Switch />
      </Form.Item>
      {may && (
        <div className="row row-wrap">
          <SaveButton isSaving={save.isPending} />
          {account.version > 0 && <TestButton account={account} onTested={renew} />}
        </div>
      )}
      <Tested account={account} />
    </Form>
  )
}

function Field({ field, isKnown }: { readonly field: AccountField; readonly isKnown: boolean }) {
  const { common, payments } = useTexts()
  const { name, title, help, isSecret, isOptional, isLong, maxLength } = field
  const isKept = isSecret && isKnown
  const placeholder = isKept ? payments.accounts.kept : ''
  const typed = { maxLength, placeholder, autoComplete: 'off', spellCheck: false }
  const rules = [{ required: !isOptional && !isKept, message: common.required }]
  return (
    <Form.Item name={['values', name]} label={title} extra={help} rules={rules} initialValue="">
      {isLong ? (
        <Input.TextArea {...typed} autoSize={{ minRows: 3, maxRows: 6 }} />
      ) : isSecret ? (
        <Input.Password {...typed} autoComplete="new-password" />
      ) : (
        <Input {...typed} />
      )}
    </Form.Item>
  )
}

function TestButton({ account, onTested }: { account: PaymentAccount; onTested: () => Promise<unknown> }) {
  const { storeId } = useShop()
  const texts = useTexts().payments.accounts
  const { message } = App.useApp()
  const fail = useFail()
  const test = useMutation({
    mutationFn: () => testAccount(storeId, account.provider),
    onSuccess: async ({ fault }) => {
      if (!fault) void message.success(texts.testWell)
      await onTested()
    },
    onError: fail,
  })
  return (
    <Button loading={test.isPending} onClick={() => test.mutate()}>
      {texts.test}
    </Button>
  )
}

function Tested({ account }: { readonly account: PaymentAccount }) {
  const texts = useTexts().payments.accounts
  const zone = useZone()
  if (!account.testedAt) return null
  const when = <Time at={account.testedAt} zone={zone} />
  if (!account.testFault)
    return (
      <p className="quiet tested">
        {texts.testedWell} · {when}
      </p>
    )
  return (
    <Alert
      className="tested"
      type="error"
      showIcon
      message={texts.testFailed}
      description={
        <>
          <p>{texts.testFailedHelp}</p>
          <code className="breakable">{account.testFault}</code> · {when}
        </>
      }
    />
  )
}
