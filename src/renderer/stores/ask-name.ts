/** Asks for another name; null where the person keeps the one that there is. */
import { ElMessageBox } from 'element-plus/es/components/message-box/index';

export async function askName(title: string, name: string): Promise<string | null> {
  const asked = await ElMessageBox.prompt('Name', title, {
    inputValue: name,
    inputValidator: (text) => (text ?? '').trim() !== '' && (text ?? '').trim().length <= 80,
    inputErrorMessage: 'Give it a name of at most 80 characters.',
    confirmButtonText: 'Rename',
    cancelButtonText: 'Cancel',
  }).catch(() => null);
  const given = asked?.value.trim();
  return given === undefined || given === name ? null : given;
}
