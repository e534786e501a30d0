// renkei policy: who may see what, and why. It decides for facts that are said on the command line or in a
// file, without a store, or for what the store knows of a person.
#include "gateway/app/online/records/policy_options.h"
#include "gateway/app/online/setup/command_line.h"
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/app/online/stored_facts.h"
#include "gateway/core/base/file.h"
#include "gateway/core/json/line_guess.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/network/sharing/decide_sharing.h"
#include "gateway/network/sharing/decision_text.h"
#include "generated/messages/sharing.h"
#include "generated/texts/online.h"

#include <memory>

namespace renkei::online {
namespace {

struct Explain {
    PolicyOptions asked{};
    StoredQuestion stored{};
    std::string states{};
    std::string format = "text";
    ExitResult run(const CommandSettings& settings) const;

private:
    ExitResult explain_asked(const sharing::Matrix& matrix, const CommandSettings& settings) const;
    ExitCode explain(const sharing::Matrix& matrix, const PolicyOptions& said, const StoredFacts* facts,
                     const CommandSettings& settings) const;
    ExitCode explain_form(const sharing::Matrix& matrix, sharing::ReadingRequest request,
                          Language language) const;
    ExitResult decide_states(const sharing::Matrix& matrix) const;
    std::string in_words(const sharing::Matrix& matrix, const sharing::ReadingRequest& request,
                         const sharing::Decision& decision, Language language) const;
};

std::string Explain::in_words(const sharing::Matrix& matrix, const sharing::ReadingRequest& request,
                              const sharing::Decision& decision, Language language) const {
    return format == "json" ? json::pretty(explained_json(matrix, request, decision, language)) + "\n"
                            : explained(matrix, request, decision, language);
}

// One state a line, one answer a line, in the same order. A wrong line ends it.
ExitResult Explain::decide_states(const sharing::Matrix& matrix) const {
    TRY(const std::string text, base::read_file(states));
    json::Lines lines(text);
    while (const std::optional<json::Line> line = lines.next_line()) {
        diag::Result<sharing::State> state = sharing::read_state(matrix, line->text);
        if (!state) {
            diag::Error error = state.error();
            error.where.file = states;
            json::shift(error.where, *line);
            return tl::make_unexpected(Failure(std::move(error), ExitCode::refused));
        }
        print(short_json(decide(matrix, state->request(matrix))) + "\n");
    }
    return ExitCode::clean;
}

// A form is decided kind by kind; as JSON: {"form":…,"whole":…,"kinds":[…]}.
ExitCode Explain::explain_form(const sharing::Matrix& matrix, sharing::ReadingRequest request,
                               Language language) const {
    const sharing::FormDecision decision = decide_form(matrix, request, asked.what);
    std::string text;
    std::string json;
    json::Writer out(json);
    out.start_object().member("form", asked.what).key("whole").boolean(decision.is_whole());
    out.key("kinds").start_array();
    for (const sharing::KindDecision& each : decision.kinds) {
        request.kind = each.kind;
        text += explained(matrix, request, each.decision, language) + "\n";
        out.raw(explained_json(matrix, request, each.decision, language));
    }
    out.end_array().end_object();
    if (decision.allowed()) {
        text += (decision.is_whole() ? original_text : no_original_text).in(language);
    }
    print(format == "json" ? json::pretty(json) + "\n" : text);
    return ExitCode::clean;
}

// With the stored facts, if they are asked for.
ExitResult Explain::explain_asked(const sharing::Matrix& matrix, const CommandSettings& settings) const {
    if (!stored.is_asked()) {
        return explain(matrix, asked, nullptr, settings);
    }
    TRY(const StoredFacts facts, stored_facts_of(stored, asked, settings.language));
    PolicyOptions said = asked;
    said.who = asked.who.empty() ? std::string(facts.actor(matrix)) : asked.who;
    const ExitCode out = explain(matrix, said, &facts, settings);
    if (facts.outranked) {
        (void)print_notices(notice(*facts.outranked, settings.language));
    }
    return out;
}

ExitCode Explain::explain(const sharing::Matrix& matrix, const PolicyOptions& said, const StoredFacts* facts,
                          const CommandSettings& settings) const {
    diag::Result<sharing::State> state = said.state(matrix);
    if (!state) {
        print_finding(state.error(), settings.language);
        return ExitCode::usage;
    }
    if (facts != nullptr) {
        facts->put_into(*state);
    }
    sharing::ReadingRequest request = state->request(matrix);
    if (facts != nullptr) {
        request.numbers = facts->peer.numbers;
    }
    if (!request.kind && !matrix.kinds_of_form(asked.what).empty()) {
        return explain_form(matrix, request, settings.language);
    }
    if (!request.kind) { // a form that carries no kind goes from its sender to its receivers only
        const Opened<catalogue::Catalogue> catalogue = open_catalogue(settings);
        if (!catalogue) {
            return ExitCode::environment;
        }
        if (catalogue->find(asked.what) == nullptr) {
            print_finding(diag::finding(diag::message::access_form_without_kind, {},
                                        {asked.what, text::alternatives(matrix.kind_ids())}),
                          settings.language);
            return ExitCode::usage;
        }
    }
    print(in_words(matrix, request, decide(matrix, request), settings.language));
    return ExitCode::clean;
}

ExitResult Explain::run(const CommandSettings& settings) const {
    TRY(const sharing::Matrix matrix, open_matrix(settings));
    return states.empty() ? explain_asked(matrix, settings) : decide_states(matrix);
}

} // namespace

void describe_policy_command(Command command, CommandSettings& settings) {
    const auto explain = std::make_shared<Explain>();
    Command below = command.command("explain");
    add_policy_options(below, explain->asked);
    add_stored_question(below, explain->stored);
    below.option("--states", explain->states);
    below.choice("--format", explain->format, {"text", "json"});
    cli::add_settings(below, settings);
    below.run([explain, &settings] { return explain->run(settings); });
}

} // namespace renkei::online
