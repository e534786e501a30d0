// renkei outbox: what waits to be delivered, what failed and why.
#include "gateway/cli/commands.h"
#include "gateway/cli/site.h"
#include "gateway/cli/terminal.h"
#include "gateway/exchange/outbox_admin.h"
#include "gateway/json/writer.h"

#include <algorithm>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace renkei::cli {
namespace {

// By DeliveryState.
constexpr std::string_view states[] = {"waiting", "sending", "delivered", "dead", "cancelled", "mailbox"};
constexpr Text paused_text{"deliveries are paused; `renkei outbox resume` lets them go on\n", "配送は一時停止中です。renkei outbox resume で再開します\n"};

struct Outbox {
    std::string config{};
    std::string id{};
    std::string state{};
    std::string peer{};
    std::string document{};
    unsigned last = 100;
    ExitCode list(Language language) const;
    ExitCode show(Language language) const;
    ExitCode retry(Language language) const;
    ExitCode cancel(Language language) const;
    ExitCode pause(Language language) const;
    ExitCode resume(Language language) const;

private:
    ExitCode of_one(diag::Result<store::Delivery> (*what)(store::Store&, std::string_view), Language language) const;
    ExitCode of_all(diag::Result<void> (*what)(store::Store&), Language language) const;
};

std::string_view name_of(store::DeliveryState state) { return states[static_cast<std::size_t>(state)]; }

std::string moment(base::Millis at) { return at == 0 ? "-" : fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(at / 1000))); }

std::string line(const store::Delivery& it) {
    return fmt::format("{} {:<9} {:<20} {} v{} {}× {} {}\n", it.id, name_of(it.state), it.peer, it.document, it.version, it.attempts, moment(it.due), it.reason);
}

std::string as_json(const store::Delivery& it) {
    std::string out;
    json::Writer json(out);
    json.start_object().member("id", it.id).member("state", name_of(it.state)).member("peer", it.peer).member("document", it.document);
    json.key("version").number(it.version).key("attempts").number(it.attempts);
    json.member("created", moment(it.created)).member("due", moment(it.due)).member("changed", moment(it.changed));
    json.member("reason", it.reason).member("answer", it.answer).member("node", it.node).end_object();
    return json::pretty(out) + "\n";
}

ExitCode Outbox::list(Language language) const {
    const std::unique_ptr<Site> site = Site::open(config, language);
    if (!site) {
        return ExitCode::environment;
    }
    store::DeliveryQuery query{.peer = peer, .document = document, .states = {}, .after = {}, .limit = last};
    if (!state.empty()) { // --state is a choice of these
        query.states.push_back(static_cast<store::DeliveryState>(std::ranges::find(states, state) - std::begin(states)));
    }
    const auto found = exchange::list_deliveries(site->store(), query);
    const auto paused = exchange::are_deliveries_paused(site->store());
    if (!found || !paused) {
        return explain(found ? paused.error() : found.error(), language);
    }
    std::ranges::for_each(*found, [](const store::Delivery& delivery) { print(line(delivery)); });
    if (*paused) {
        print_error(paused_text.in(language));
    }
    return ExitCode::clean;
}

ExitCode Outbox::show(Language language) const {
    const std::unique_ptr<Site> site = Site::open(config, language);
    if (!site) {
        return ExitCode::environment;
    }
    const auto found = exchange::show_delivery(site->store(), id);
    if (!found) {
        return explain(found.error(), language);
    }
    print(as_json(*found));
    return ExitCode::clean;
}

ExitCode Outbox::of_one(diag::Result<store::Delivery> (*what)(store::Store&, std::string_view), Language language) const {
    const std::unique_ptr<Site> site = Site::open(config, language);
    if (!site) {
        return ExitCode::environment;
    }
    const auto changed = what(site->store(), id);
    if (!changed) {
        return explain(changed.error(), language);
    }
    print(line(*changed));
    return ExitCode::clean;
}

ExitCode Outbox::retry(Language language) const { return of_one(exchange::retry_delivery, language); }
ExitCode Outbox::cancel(Language language) const { return of_one(exchange::cancel_delivery, language); }

ExitCode Outbox::of_all(diag::Result<void> (*what)(store::Store&), Language language) const {
    const std::unique_ptr<Site> site = Site::open(config, language);
    if (!site) {
        return ExitCode::environment;
    }
    const diag::Result<void> done = what(site->store());
    return done ? ExitCode::clean : explain(done.error(), language);
}

ExitCode Outbox::pause(Language language) const { return of_all(exchange::pause_deliveries, language); }
ExitCode Outbox::resume(Language language) const { return of_all(exchange::resume_deliveries, language); }

using Shared = std::shared_ptr<Outbox>;

void add_list(Command& above, const Shared& outbox, const Settings& settings) {
    Command command = above.command("list", {"List deliveries", "配送の一覧を表示します"});
    add_config(command, outbox->config);
    command.choice("--state", outbox->state, {std::begin(states), std::end(states)}, {"Only those that are so", "この状態のものだけ"});
    command.option("--peer", outbox->peer, "ID", {"Only to this peer", "この接続先へのものだけ"});
    command.option("--document", outbox->document, "ID", {"Only of this document", "この文書のものだけ"});
    command.number("--last", outbox->last, "N", {"At most so many (default: 100)", "最大件数（既定: 100）"});
    command.run([outbox, &settings] { return outbox->list(settings.language); });
}

enum class About : bool { all, one };
struct Row {
    std::string_view name;
    About about;
    Text text;
    ExitCode (Outbox::*run)(Language) const;
};
constexpr Row rows[] = {
    {"show", About::one, {"Show a delivery as JSON", "配送を JSON で表示します"}, &Outbox::show},
    {"retry", About::one, {"Deliver it now: what waits, is dead or was cancelled", "待機中・失敗・取消の配送を今すぐやり直します"}, &Outbox::retry},
    {"cancel", About::one, {"Deliver it no more", "配送を取り消します"}, &Outbox::cancel},
    {"pause", About::all, {"Deliver nothing by itself until resume; documents are still taken in", "配送を一時停止します（文書の受付は続きます）"}, &Outbox::pause},
    {"resume", About::all, {"Deliver again what waits; nothing is delivered twice", "配送を再開します（配送済みのものは送り直しません）"}, &Outbox::resume},
};

} // namespace

void add_outbox_command(Command& above, Settings& settings) {
    const auto outbox = std::make_shared<Outbox>();
    Command command = above.command("outbox", {"List, retry, cancel and pause deliveries", "配送の一覧・再試行・取消・一時停止"});
    add_list(command, outbox, settings);
    for (const Row& row : rows) {
        Command below = command.command(std::string(row.name), row.text);
        if (row.about == About::one) {
            below.operand("ID", outbox->id, {"The delivery", "配送の ID"});
        }
        add_config(below, outbox->config);
        below.run([outbox, run = row.run, &settings] { return (*outbox.*run)(settings.language); });
    }
}

} // namespace renkei::cli
