// renkei person: which numbers are one person's, and what is known of the person. Nothing is guessed from
// names; an operator who knows says so.
#include "gateway/app/online/records/record_acts.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/ledger/damaged.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/mhd/persons/person_link.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

#include <array>
#include <optional>

namespace renkei::online {
namespace {

using documents::PersonNumber;
using sharing::PersonState;

template <mhd::Linked wanted>
ExitResult change_link(const Asked& asked) {
    TRY(const PersonNumber number, as_usage(read_person_operand(asked.of.person, "NUMBER")));
    TRY(const PersonNumber other, as_usage(read_person_operand(asked.of.id, "OTHER")));
    std::optional<base::Millis> moved_in;
    if constexpr (wanted == mhd::Linked::yes) {
        TRY(moved_in, as_usage(read_moment(asked.text("--moved-in"), "--moved-in")));
    }
    TRY(const std::unique_ptr<Installation> opened, installation_of(asked.of.config, asked.language()));
    TRY(const bool is_change, ledger::change_link(opened->store(), number, other, wanted, moved_in));
    print(asked.sentence(is_change ? "done" : "unchanged").in(asked.language()) + "\n");
    return ExitCode::clean;
}

std::string lines_of(const PersonState& state) {
    const auto moment = [](const std::optional<base::Millis>& at) {
        return at ? time::second_in_japan(*at) : std::string("-");
    };
    return fmt::format("insurer: {}\nmoved-in: {}\ndied: {}\nhidden: {}\ncare-level: {}\n",
                       state.insurer.empty() ? "-" : state.insurer, moment(state.moved_in),
                       moment(state.died), sharing::word_of(state.hidden),
                       state.care_level ? sharing::word_of(*state.care_level) : "-");
}

bool is_without_records(const store::PersonRecords& records) {
    return records.states.empty() && records.consents.empty() && records.registrations.empty() &&
           records.opinions.empty() && records.certifications.empty() && records.relations.empty() &&
           records.plain.empty() && records.unread.empty();
}

// What is said; the rest stays.
diag::Result<ledger::StateChange> change_of(const Asked& asked) {
    ledger::StateChange out;
    if (asked.has("--hidden")) {
        out.hidden = asked.word<sharing::Hidden>("--hidden");
    }
    if (asked.has("--care-level")) {
        out.care_level = asked.word<sharing::CareLevel>("--care-level");
    }
    if (const std::string& insurer = asked.text("--insurer"); !insurer.empty()) {
        if (!policy::is_whole({.kind = "insurer", .value = insurer})) {
            return diag::fail(diag::message::insurer_number_wrong, {.path = "--insurer"}, {insurer});
        }
        out.insurer = insurer;
    }
    if (asked.has("--died")) {
        TRY(out.died, read_moment(asked.text("--died"), "--died"));
    }
    if (asked.has("--moved-in")) {
        TRY(out.moved_in, read_moment(asked.text("--moved-in"), "--moved-in"));
    }
    return out;
}

ExitResult set_state(const Asked& asked) {
    const Language language = asked.language();
    TRY(const ledger::StateChange wanted, as_usage(change_of(asked)));
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, language));
    TRY(const ledger::Subject subject,
        ledger::subject_of(named.store(), named.number,
                           named.is_insured() ? std::string() : asked.text("--insurer")));
    TRY(const ledger::ChangedState changed, ledger::change_state(named.store(), subject, wanted));
    print(asked.of.format == "json" ? json::pretty(sharing::to_json(changed.state)) + "\n"
          : changed.changed.empty()
              ? asked.sentence("unchanged").in(language) + "\n"
              : formatted(asked.sentence(), language, fmt::format("{}", fmt::join(changed.changed, ", "))) +
                    "\n" + lines_of(changed.state));
    return print_entered(*named.installation, {}, language);
}

ExitResult show_state(const Asked& asked) {
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    TRY(const store::PersonRecords records, named.records("person-show"));
    TRY(const store::PersonRecords all,
        named.store().read_value<store::PersonRecords>(
            [&](const store::Snapshot& snapshot) { return store::all_records(snapshot, named.hash(), {}); }));
    const PersonState state = named.state(records);
    print(asked.of.format == "json"
              ? json::pretty(sharing::to_json(state)) + "\n"
              : lines_of(state) + fmt::format("known-as: {}\n", seal::to_hex(named.hash())));
    if (is_without_records(all)) {
        print_notices(notice(diag::finding(diag::message::person_not_entered, {}), asked.language()));
    }
    return print_unread(all, asked.language());
}

ExitResult drop_damaged(const Asked& asked) {
    TRY(const NamedPerson named, open_person(asked.of.config, asked.of.person, asked.language()));
    TRY_VOID(ledger::drop_damaged(named.store(), named.hash(), asked.of.id));
    print(formatted(asked.sentence(), asked.language(), asked.of.id) + "\n");
    return ExitCode::clean;
}

constexpr std::array<ActCode, 5> person_acts{{{"link", &change_link<mhd::Linked::yes>},
                                              {"unlink", &change_link<mhd::Linked::no>},
                                              {"set", &set_state},
                                              {"show", &show_state},
                                              {"drop-damaged", &drop_damaged}}};

} // namespace

const RecordKind person_kind{"person", person_acts};

} // namespace renkei::online
