/** The theme that is shown, and the choice that is remembered. */
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, it } from 'vitest';
import { useThemeStore } from '../../../src/renderer/stores/theme';

const onPage = () => document.documentElement.dataset['theme'];

beforeEach(() => {
  localStorage.clear();
  setActivePinia(createPinia());
});

it('follows the system until a person chooses', () => {
  const theme = useThemeStore();
  expect([theme.choice, theme.shown, onPage()]).toEqual(['system', 'light', 'light']);
});

it('shows what is chosen at once, and again at the next start', () => {
  useThemeStore().choose('dark');
  expect(onPage()).toBe('dark');
  setActivePinia(createPinia());
  expect(useThemeStore().choice).toBe('dark');
  useThemeStore().choose('system');
  expect(onPage()).toBe('light');
  setActivePinia(createPinia());
  expect(useThemeStore().choice).toBe('system');
});

it('follows the system where what was kept is no theme', () => {
  localStorage.setItem('cored:theme', 'sepia');
  expect(useThemeStore().choice).toBe('system');
});
