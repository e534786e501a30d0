// renkei outbox: what waits to be delivered, what failed and why.
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/core/json/document.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/outbox/outbox_admin.h"
#include "generated/messages/cli.h"
#include "generated/texts/online.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace renkei::online {
namespace {

std::string retried_text_of(const outbox::ChangedDeliveries& it, Language language) {
    const auto if_any = [&](const Text& text, std::size_t count) {
        return count == 0 ? "" : formatted(text, language, count);
    };
    return formatted(retried_text, language, it.deliveries - it.waited, it.waited) +
           if_any(due_text, it.due) + if_any(held_text, it.held) + if_any(away_text, it.unreachable) +
           not_taken_text.in(language);
}

std::string cancelled_text_of(const outbox::ChangedDeliveries& it, Language language) {
    return formatted(cancelled_text, language, it.deliveries);
}

struct Outbox {
    std::string config{};
    std::string id{};
    std::string state{};
    std::string peer{};
    std::string document{};
    bool all = false;
    bool json = false;
    unsigned last = 100;
    ExitResult list(Installation& installation, Language language) const;
    ExitResult show(Installation& installation, Language language) const;
    ExitResult retry(Installation& installation, Language language) const;
    ExitResult cancel(Installation& installation, Language language) const;
    ExitResult pause(Installation& installation, Language language) const;
    ExitResult resume(Installation& installation, Language language) const;
    // Exactly one of them was given.
    tl::expected<void, Failure> check_which(const Text& which, Language language) const;

private:
    ExitResult of_one(diag::Result<store::Delivery> (*what)(store::Store&, std::string_view),
                      store::Store& store, Language language) const;
    using TextOf = std::string (*)(const outbox::ChangedDeliveries&, Language);
    ExitResult of_many(diag::Result<outbox::ChangedDeliveries> (*what)(store::Store&,
                                                                       const std::string& peer),
                       TextOf in_words, store::Store& store, Language language) const;
};

std::string moment(base::Millis at) { return at == 0 ? "-" : time::instant_of_second(at); }

// One that is not to be delivered, or waits for something else than a time, is due at none.
std::string when_due(const store::Delivery& it) {
    return moment(it.state == store::DeliveryState::waiting ? it.due : 0);
}

std::string line(const store::Delivery& it, Language language) {
    constexpr int width[] = {9, 20}; // by Language
    return fmt::format("{} {:<{}} {:<20} {} v{} {}× {} {}\n", it.id, label(it.state, language),
                       width[static_cast<std::size_t>(language)], it.peer, it.document, it.version,
                       it.attempts, when_due(it), it.reason.text(language));
}

std::string as_json(const store::Delivery& it, Language language) {
    return json::pretty(json::write_document({{"id", it.id},
                                              {"state", store::to_text(it.state)},
                                              {"peer", it.peer},
                                              {"document", it.document},
                                              {"version", it.version},
                                              {"attempts", it.attempts},
                                              {"created", moment(it.created)},
                                              {"due", when_due(it)},
                                              {"changed", moment(it.changed)},
                                              {"reason", it.reason.log_code()},
                                              {"arguments", it.reason.arguments()},
                                              {"explanation", it.reason.text(language)},
                                              {"answer", it.remote_location},
                                              {"node", it.node}})) +
           "\n";
}

std::string as_json(const outbox::ChangedDeliveries& it) {
    return json::pretty(json::write_document({{"deliveries", it.deliveries},
                                              {"waited", it.waited},
                                              {"due", it.due},
                                              {"held", it.held},
                                              {"away", it.unreachable}})) +
           "\n";
}

std::string as_it_is_now(const store::Delivery& it, Language language) {
    const std::string reason = it.reason.text(language);
    return formatted(now_text, language, it.id, label(it.state, language), it.attempts, when_due(it),
                     reason.empty() ? "" : " (" + reason + ")");
}

void print_if_paused(const store::Store& store, Language language) {
    if (outbox::are_deliveries_paused(store).value_or(false)) {
        print_error(paused_text.in(language));
    }
}

ExitResult Outbox::list(Installation& installation, Language language) const {
    store::DeliveryQuery query{
        .peer = peer, .document = document, .states = {}, .after = {}, .limit = last, .newest_first = true};
    if (const auto chosen = store::delivery_state_of(state)) {
        query.states.push_back(*chosen);
    }
    TRY(const std::vector<store::Delivery> found, outbox::list_deliveries(installation.store(), query));
    std::ranges::for_each(found, [&](const store::Delivery& delivery) { print(line(delivery, language)); });
    print_if_paused(installation.store(), language);
    return worse(warn_if_unknown(installation.store(), peer, language),
                 warn_if_unknown_document(installation.store(), document, language));
}

ExitResult Outbox::show(Installation& installation, Language language) const {
    TRY(const store::Delivery found, outbox::show_delivery(installation.store(), id));
    print(as_json(found, language));
    return ExitCode::clean;
}

ExitResult Outbox::of_one(diag::Result<store::Delivery> (*what)(store::Store&, std::string_view),
                          store::Store& store, Language language) const {
    TRY(const store::Delivery changed, what(store, id));
    print(json ? as_json(changed, language) : as_it_is_now(changed, language));
    print_if_paused(store, language);
    return ExitCode::clean;
}

tl::expected<void, Failure> Outbox::check_which(const Text& which, Language language) const {
    const int said = (id.empty() ? 0 : 1) + (peer.empty() ? 0 : 1) + (all ? 1 : 0);
    if (said == 1) {
        return {};
    }
    return fail_usage(
        diag::finding(said == 0 ? diag::message::usage_missing : diag::message::usage_unexpected, {},
                      {which.in(language)}));
}

ExitResult Outbox::of_many(diag::Result<outbox::ChangedDeliveries> (*what)(store::Store&,
                                                                           const std::string& peer),
                           TextOf in_words, store::Store& store, Language language) const {
    if (!peer.empty()) { // a mistyped peer has no deliveries, which would go unnoticed
        TRY_VOID(find_peer(store, peer));
    }
    TRY(const outbox::ChangedDeliveries changed, what(store, peer));
    print(json ? as_json(changed) : in_words(changed, language));
    print_if_paused(store, language);
    return ExitCode::clean;
}

ExitResult Outbox::retry(Installation& installation, Language language) const {
    return id.empty() ? of_many(outbox::retry_all_for, retried_text_of, installation.store(), language)
                      : of_one(outbox::retry_delivery, installation.store(), language);
}

ExitResult Outbox::cancel(Installation& installation, Language language) const {
    return id.empty() ? of_many(outbox::cancel_all_for, cancelled_text_of, installation.store(), language)
                      : of_one(outbox::cancel_delivery, installation.store(), language);
}

// With the number of deliveries that the new state concerns.
ExitResult Outbox::pause(Installation& installation, Language language) const {
    TRY_VOID(outbox::pause_deliveries(installation.store()));
    TRY(const outbox::HeldDeliveries held, outbox::held_for(installation.store(), ""));
    print(now_paused_text, language, held.deliveries);
    return ExitCode::clean;
}
ExitResult Outbox::resume(Installation& installation, Language language) const {
    TRY_VOID(outbox::resume_deliveries(installation.store()));
    TRY(const outbox::HeldDeliveries held, outbox::held_for(installation.store(), ""));
    print(resumed_text, language, held.deliveries);
    return ExitCode::clean;
}

using SharedOutbox = std::shared_ptr<Outbox>;

void add_delivery_list(Command& above, const SharedOutbox& outbox, const CommandSettings& settings) {
    const std::span<const std::string_view> states = store::delivery_state_names();
    Command command = above.command("list");
    add_config(command, outbox->config);
    command.choice("--state", outbox->state, {states.begin(), states.end()});
    command.filter("--peer", outbox->peer);
    command.filter("--document", outbox->document);
    command.number("--last", outbox->last, max_list_length);
    run_with_installation(command, outbox, &Outbox::list, settings);
}

enum class About : std::uint8_t { all, one, one_or_of_peer, one_or_many };
struct OutboxCommand {
    std::string_view name;
    About about;
    ExitResult (Outbox::*run)(Installation&, Language) const;
};
constexpr OutboxCommand outbox_commands[] = {
    {"show", About::one, &Outbox::show},
    {"retry", About::one_or_many, &Outbox::retry},
    {"cancel", About::one_or_of_peer, &Outbox::cancel},
    {"pause", About::all, &Outbox::pause},
    {"resume", About::all, &Outbox::resume},
};

void add_outbox_part(Command& above, const SharedOutbox& outbox, const CommandSettings& settings,
                     const OutboxCommand& row) {
    Command command = above.command(std::string(row.name));
    if (row.about != About::all) {
        command.operand("ID", outbox->id,
                        row.about == About::one ? Command::Required::yes : Command::Required::no);
    }
    if (row.about == About::one_or_of_peer || row.about == About::one_or_many) {
        command.filter("--peer", outbox->peer);
        command.flag("--json", outbox->json);
    }
    if (row.about == About::one_or_many) {
        command.flag("--all", outbox->all);
    }
    add_config(command, outbox->config);
    const Text& which = row.about == About::one_or_many ? retry_which : cancel_which;
    command.run([outbox, &row, &which, &settings]() -> ExitResult {
        if (row.about == About::one_or_of_peer || row.about == About::one_or_many) {
            TRY_VOID(outbox->check_which(which, settings.language));
        }
        return on_installation(*outbox, row.run, settings.language);
    });
}

} // namespace

void describe_outbox_command(Command command, CommandSettings& settings) {
    const auto outbox = std::make_shared<Outbox>();
    add_delivery_list(command, outbox, settings);
    for (const OutboxCommand& row : outbox_commands) {
        add_outbox_part(command, outbox, settings, row);
    }
}

} // namespace renkei::online
