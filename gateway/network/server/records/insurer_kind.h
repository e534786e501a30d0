// Records that only the person's insurer enters and changes over FHIR: what is the same for all such kinds.
// Which act a change is, and which items it may change, stands in acts.tsv.
#pragma once

#include "gateway/network/server/records/plain_form.h"
#include "gateway/network/server/records/record_acts.h"
#include "gateway/network/server/records/record_kind.h"
#include "generated/messages/ledger.h"

namespace renkei::server {

// What a request says. Items that follow from a record (its state, its last day) may be left out; said
// otherwise than they are, they refuse the request.
template <class Record>
struct ReadByInsurer {
    std::string id{};
    std::string version{}; // empty: not stated
    policy::Identifier person{};
    policy::Number insurer{};
    Record record{}; // without its id
    ItemTexts items{};
    // Found when what is kept is known: the record as it shall be, and the act that this is.
    Record wanted{};
    const ledger::Act<Record>* act = nullptr;
};

// Specialised in RecordKind<Record> beside what record_kind.h asks for:
//   kind, insurer     mappings/ledger; the item that names the insurer (empty: the caller is it)
//   acts              all that acts.tsv names
//   fill              the items of a record, with all that follows from it
//   make              writes a change
template <class Record>
struct InsurerKind {
    using Of = RecordKind<Record>;
    using Read = ReadByInsurer<Record>;

    static Result<Read> read(ServerContext& gateway, const Request& request, const json::Tree& tree) {
        RecordForm& form = RecordForm::of(forms_of(gateway), Of::kind);
        TRY_VOID(form.read_resource(tree));
        Read out{.id = std::string(form.text("id")),
                 .version = std::string(form.text("version")),
                 .person = form.identifier("person"),
                 .insurer = {"insurer", access::insurer_number_of(*request.caller.peer)}};
        for (const std::string_view number : {Of::insurer, Of::organisation}) {
            const std::string system = std::string(number).append(".system");
            if (!number.empty() && form.number(number) == policy::Number()) {
                return form.wrong(form.place(system), policy::number_forms());
            }
        }
        if (!Of::insurer.empty()) {
            out.insurer = form.number(Of::insurer);
        }
        form.take(out.record);
        out.record.id.clear();
        out.record.insurer = out.insurer.value;
        out.items = texts_of(form);
        const Result<void> fits = form.check_rules();
        return fits ? Result<Read>(std::move(out)) : tl::make_unexpected(broken_rule(Of::kind, fits.error()));
    }

    // Only the municipality to which it belongs; what an act says of a record that is kept, a new one cannot.
    static Result<void> check_new(ServerContext& gateway, const policy::Peer& caller, const Read& read) {
        if (read.insurer.kind != "insurer" || read.insurer.value.empty() ||
            access::insurer_number_of(caller) != read.insurer.value) {
            return diag::fail(message::record_of_other, {}, {to_text(read.insurer)});
        }
        const RecordForm& form = Of::fill(forms_of(gateway), read.record,
                                          ledger::PresentPerson{.state = {.insurer = read.insurer.value},
                                                                .at = gateway.store().clock().now()});
        const RecordAct& act = entering_act(Of::kind);
        for (const auto& [item, said] : read.items) {
            if (!said.empty() && is_changed_by_acts(form, item) && !act.has(item)) {
                return tl::make_unexpected(wrong_member(Of::kind, form.place(item), said, "- (PUT)"));
            }
        }
        return check_consequences(form, read, {});
    }
    static Result<void> check_person(const Entry& entry, const Read& read,
                                     const store::PersonRecords& /*records*/) {
        return entry.present.state.insurer == read.insurer.value
                   ? Result<void>()
                   : diag::fail(message::insurer_other, {}, {entry.subject.insurer});
    }
    static Result<Record> enter(Entry& entry, const Read& read) {
        return ledger::enter(entry.gateway.store(), act(entering_act(Of::kind).interaction), entry.subject,
                             read.record, &entry.change);
    }

    static Result<ChangeStep> step(ServerContext& gateway, const Record& kept, const KeptNow& now,
                                   Read& read) {
        if (kept.insurer != now.present.state.insurer) { // of one that insured the person before
            return tl::make_unexpected(no_such_record(Of::type, kept.id));
        }
        const Record shown = Of::settled(kept, *now.records);
        const ItemTexts before = texts_of(Of::fill(forms_of(gateway), shown, now.present));
        Record& wanted = read.wanted;
        wanted = Of::kept_of(read.record, kept, shown);
        if constexpr (requires { wanted.subject; }) { // no request says the number again
            wanted.subject = kept.subject;
            sharing::rename(wanted.subject, read.record.subject);
        }
        wanted.id = kept.id;
        wanted.insurer = kept.insurer;
        const RecordForm& form = Of::fill(forms_of(gateway), Of::settled(wanted, *now.records), now.present);
        std::vector<std::string> changed;
        for (const auto& [item, text] : before) {
            if (is_changed_by_acts(form, item) && form.text(item) != text) {
                changed.push_back(item);
            }
        }
        if (!Of::insurer.empty()) {
            TRY_VOID(check_fixed({{Of::insurer, read.insurer.value == kept.insurer}}, "-"));
        }
        TRY_VOID(check_consequences(form, read, before));
        if (changed.empty()) {
            return ChangeStep::leave;
        }
        const RecordAct* const found = changing_act(Of::kind, changed);
        if (found == nullptr) {
            std::string places;
            for (const std::string& item : changed) {
                places += (places.empty() ? "" : ", ") + form.place(item);
            }
            return diag::fail(message::record_member_fixed, {}, {places, changeable_items(Of::kind)});
        }
        read.act = &act(found->interaction);
        return ChangeStep::change;
    }
    static Result<Record> change(ServerContext& gateway, const seal::Hash& person, const std::string& id,
                                 Read& read, ledger::PeerChange& change) {
        // the act is found by step(), which the change asks first
        ledger::PeerChange asked = change;
        ledger::Act<Record> act{{}, ledger::Needs::closing};
        asked.check = [&](const store::Snapshot& snapshot, const store::PersonRecords& records) {
            const Result<ChangeStep> out = change.check(snapshot, records);
            act = read.act != nullptr ? *read.act : act;
            return out;
        };
        const auto make = [&](const Record& /*kept*/, const auto& /*records*/) {
            return Result<Record>(read.wanted);
        };
        Result<Record> out = Of::make(gateway.store(), act, person, id, make, &asked);
        change.committed = asked.committed;
        return out;
    }

private:
    static const ledger::Act<Record>& act(std::string_view interaction) {
        return **std::ranges::find(Of::acts, interaction,
                                   [](const ledger::Act<Record>* each) { return each->interaction; });
    }
    // Neither what says whose it is, nor what follows from the rest.
    static bool is_changed_by_acts(const RecordForm& form, std::string_view item) {
        const bool names_insurer = !Of::insurer.empty() && item.starts_with(Of::insurer) &&
                                   item.substr(Of::insurer.size()).starts_with('.');
        return !is_alone(form, item) && !names_insurer;
    }
    // `form`: the record as it will be. What is said to follow from it does, or did from what was read.
    static Result<void> check_consequences(const RecordForm& form, const Read& read,
                                           const ItemTexts& before) {
        for (const auto& [item, said] : read.items) {
            const bool is_known = item == "id" || item == "version" || item.starts_with("person.");
            const auto was = before.find(item);
            if (said.empty() || is_known || !is_alone(form, item) || said == form.text(item) ||
                (was != before.end() && was->second == said)) {
                continue;
            }
            return tl::make_unexpected(wrong_member(Of::kind, form.place(item), said, form.text(item)));
        }
        return {};
    }
};

} // namespace renkei::server
