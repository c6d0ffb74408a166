import type { ControlAnswer, Problem, Session } from "../api.ts";

/** An answer that says no, with the server's own words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    title: string,
    detail: string,
  ) {
    super(detail === "" ? title : `${title}: ${detail}`);
  }
}

/** Asks the server. Addresses are relative to the page's, so the page works below any path. */
export class Client {
  session: Session = { mayRead: false, mayControl: false, csrf: null };

  /** Whether the server has said what the session may do. */
  isSessionKnown = false;

  async get<T>(path: string): Promise<T> {
    return await this.ask<T>(path, { headers: { Accept: "application/json" } });
  }

  async post<T>(path: string, body?: unknown): Promise<T> {
    return await this.ask<T>(path, this.write("POST", body));
  }

  /** Carries out a control; what the run refuses is an answer, not an error. */
  async control(action: string, body?: unknown): Promise<ControlAnswer> {
    return await this.ask<ControlAnswer>(`api/control/${action}`, this.write("POST", body), 409);
  }

  async findSession(): Promise<Session> {
    this.session = await this.get<Session>("api/session");
    this.isSessionKnown = true;
    return this.session;
  }

  async logIn(token: string): Promise<Session> {
    await this.post("api/session", { token });
    return await this.findSession();
  }

  async logOut(): Promise<Session> {
    await this.ask("api/session", this.write("DELETE", undefined));
    return await this.findSession();
  }

  private write(method: string, body: unknown): RequestInit {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (this.session.csrf !== null) {
      headers["X-RnnCluster-Csrf"] = this.session.csrf;
    }

    if (body === undefined) {
      return { method, headers };
    }

    headers["Content-Type"] = "application/json";
    return { method, headers, body: JSON.stringify(body) };
  }

  private async ask<T>(path: string, request: RequestInit, alsoGood = 200): Promise<T> {
    const response = await fetch(path, { ...request, credentials: "same-origin", cache: "no-store" });
    const text = await response.text();
    const answer = readJson(text);
    if (!response.ok && !(response.status === alsoGood && isObject(answer) && "isAccepted" in answer)) {
      const problem = (isObject(answer) ? answer : {}) as Partial<Problem>;
      throw new Refusal(
        response.status,
        problem.title ?? `The server answers ${response.status}`,
        problem.detail ?? "",
      );
    }

    return answer as T;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function readJson(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
