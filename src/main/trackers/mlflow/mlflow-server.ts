/** An MLflow server's REST API (mlflow.org/docs/latest/rest-api.html). */
import { z } from 'zod';
import { AppError } from '../../../shared/errors';

const Refusal = z.object({ error_code: z.string(), message: z.string().default('') });

export interface ServerOptions {
  readonly uri: string;
  readonly signal: AbortSignal;
  /** MLflow's own client reads the same of it: MLFLOW_TRACKING_TOKEN, or _USERNAME and _PASSWORD. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export class MlflowServer {
  constructor(private readonly options: ServerOptions) {}

  /** The address of a page of the server. */
  page(path: string): string {
    return `${this.options.uri.replace(/\/+$/, '')}/${path}`;
  }

  post<Schema extends z.ZodType>(call: string, body: object, answer: Schema): Promise<z.infer<Schema>> {
    return this.ask(call, answer, { method: 'POST', body: JSON.stringify(body) });
  }

  /** Null where the server has no such thing. */
  async find<Schema extends z.ZodType>(
    call: string,
    query: Readonly<Record<string, string>>,
    answer: Schema,
  ): Promise<z.infer<Schema> | null> {
    try {
      return await this.ask(call, answer, { method: 'GET', query: `?${new URLSearchParams(query).toString()}` });
    } catch (error) {
      if (error instanceof AppError && error.code === 'not-found') return null;
      throw error;
    }
  }

  private async ask<Schema extends z.ZodType>(
    call: string,
    answer: Schema,
    { query = '', ...request }: { method: string; query?: string; body?: string },
  ): Promise<z.infer<Schema>> {
    const { uri, signal } = this.options;
    const headers = { 'Content-Type': 'application/json', ...this.authorization() };
    const address = this.page(`api/2.0/mlflow/${call}${query}`);
    const response = await fetch(address, { ...request, headers, signal }).catch((cause: unknown) => {
      throw new AppError('unavailable', `No MLflow server answers at ${uri}: ${reasonOf(cause)}. Check the address.`, {
        cause,
      });
    });
    const text = await response.text();
    if (!response.ok) throw refusalOf(text, { uri, call, status: response.status });
    const parsed = answer.safeParse(asJson(text));
    if (parsed.success) return parsed.data;
    throw new AppError('unavailable', `${uri} answers, but not as an MLflow server does. Check the address.`, {
      cause: parsed.error,
    });
  }

  private authorization(): Record<string, string> {
    const { environment } = this.options;
    const token = environment['MLFLOW_TRACKING_TOKEN'];
    if (token) return { Authorization: `Bearer ${token}` };
    const [user, password] = [environment['MLFLOW_TRACKING_USERNAME'], environment['MLFLOW_TRACKING_PASSWORD']];
    if (!user || !password) return {};
    return { Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  }
}

function refusalOf(text: string, asked: { uri: string; call: string; status: number }): AppError {
  const { uri, call, status } = asked;
  if (status === 401 || status === 403) {
    const way = 'Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.';
    return new AppError('not-permitted', `The MLflow server at ${uri} refuses ${call} (${status}). ${way}`);
  }
  const refusal = Refusal.safeParse(asJson(text));
  if (!refusal.success) {
    return new AppError('unavailable', `${uri} answers ${call} with ${status}, not as an MLflow server does.`);
  }
  const { error_code: code, message } = refusal.data;
  const kind = code === 'RESOURCE_DOES_NOT_EXIST' ? 'not-found' : 'bad-input';
  return new AppError(kind, `The MLflow server at ${uri} refuses ${call}: ${message || code}.`);
}

/** Null for what is no JSON, which no answer is. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // the caller says what was expected instead
  }
}

/** What fetch says of a failed connection lies in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
