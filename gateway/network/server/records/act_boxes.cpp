#include "gateway/network/server/records/act_boxes.h"

#include "gateway/core/text/words.h"
#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/form/code_text.h"
#include "gateway/network/access/find_documents.h"
#include "gateway/network/access/person_access.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/ledger/rights.h"
#include "gateway/network/mhd/metadata/path.h"
#include "gateway/network/mhd/search/person_finder.h"
#include "gateway/network/server/form_token.h"
#include "gateway/network/server/records/record_change.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

using html::Box;
using html::BoxLook;

// Formats of mappings/ledger/shared/formats.yaml that mean more to a page than a line of text.
constexpr std::string_view moments = "instant";
constexpr std::string_view days_of_functions = "functions";
constexpr std::string_view numbers_of_insurers = "insurer_number";
constexpr std::string_view lists_of_kinds = "kinds";
constexpr std::string_view lists_of_proxies = "proxies";

constexpr std::uint32_t most_documents_of_plans = 100; // the newest; an older number can be typed

constexpr std::size_t length_of_moment = 16; // "YYYY-MM-DDThh:mm", as a browser writes it, in Japan

BoxLook look_of(const form::Form& form, const form::Item& item) {
    using enum form::ItemType;
    return item.type == flag                   ? BoxLook::tick
           : item.list != form::none           ? BoxLook::choice
           : item.type == date                 ? BoxLook::day
           : item.type == month                ? BoxLook::month
           : item.type == integer              ? BoxLook::number
           : form.text(item.format) == moments ? BoxLook::moment
                                               : BoxLook::line;
}

bool has_choice(const Box& box, std::string_view value) {
    return std::ranges::any_of(box.choices, [&](const auto& each) { return each.first == value; });
}

} // namespace

ActBoxes::ActBoxes(ServerContext& gateway, const Request& request, const seal::Hash& person,
                   const RecordAct& act, const ItemTexts& kept, const Pairs* sent)
    : gateway_(gateway),
      request_(request),
      caller_(*request.caller.peer),
      person_(person),
      act_(act),
      kept_(kept),
      sent_(sent),
      forms_(forms_of(gateway)) {
    const form::Form& kind = form().form();
    for (const ActItem& asked : act.asked()) {
        const std::string item(asked.name);
        const bool is_object = !kind.item(item) && !kind.item(item + ".value");
        for (const form::Item& each : kind.items()) {
            const std::string_view id = kind.text(each.id);
            if (is_object && id.starts_with(item + ".")) {
                add(std::string(id), each, asked);
            } else if (!is_object && (id == item || id == item + ".value")) {
                add(item, each, asked);
            }
        }
    }
}

std::string ActBoxes::kept(std::string_view item) const {
    const auto found = kept_.find(item);
    return found == kept_.end() ? std::string() : found->second;
}

void ActBoxes::add(const std::string& item, const form::Item& it, const ActItem& asked) {
    const form::Form& kind = form().form();
    const std::string_view format = kind.text(it.format);
    if (format == days_of_functions) {
        return add_functions(item);
    }
    Box box{.name = std::string(box_prefix) + item,
            .label = std::string(kind.text(it.name)),
            .look = look_of(kind, it),
            .is_needed = it.is(form::required) || asked.is_needed,
            .value = kept(item)};
    if (kind.text(it.id) != item) { // the number of an organisation
        box.label = std::string(kind.text(kind.items()[*kind.item(item + ".value")].name));
        box.choices = organisations(asked);
        box.look = asked.is_open ? BoxLook::offered : BoxLook::choice;
        const policy::Identifier said{kept(item + ".system"), kept(item + ".value")};
        const auto number = policy::parse_number(policy::numbers_of(std::span(&said, 1)));
        box.value = number ? to_text(*number) : std::string();
    } else if (format == numbers_of_insurers || !asked.system.empty()) {
        box.choices = asked.system.empty() ? insurers() : plans(asked.system);
        box.look = BoxLook::offered;
    } else if (box.choices = words_of(format); !box.choices.empty()) {
        box.look = BoxLook::ticks;
    } else if (box.choices = codes_of(kind, it); !box.choices.empty() && box.look != BoxLook::tick) {
        box.look = BoxLook::choice;
    }
    if (const auto at = time::parse_instant_or_day(box.value); box.look == BoxLook::moment && at) {
        box.value = time::second_in_japan(*at).substr(0, length_of_moment);
    }
    if (box.choices.size() == 1 && box.is_needed) {
        box.value = box.choices.front().first;
    }
    if (sent_ != nullptr) {
        box.value.clear();
        for (const auto& [name, value] : *sent_) {
            if (name == box.name) {
                box.value.append(box.value.empty() ? "" : " ").append(value);
            }
        }
        box.error = check(box, item);
    }
    boxes.push_back(std::move(box));
}

// Of the functions of the hub one box for the day on which each begins.
void ActBoxes::add_functions(const std::string& item) {
    std::string all;
    for (const std::string_view function : gateway_.sharing()->functions()) {
        Box box{.name = fmt::format("{}{}.{}", box_prefix, item, function),
                .label = fmt::format("開始日：{}", titles_of_function(function)),
                .look = BoxLook::day};
        const std::string before = kept(item);
        std::string_view rest = before;
        while (!rest.empty()) {
            std::string_view value = text::next_part(rest, ' ');
            if (text::next_part(value, '=') == function) {
                box.value = value;
            }
        }
        if (sent_ != nullptr) {
            box.value = std::string(form_field(*sent_, box.name));
            if (!box.value.empty() && !time::parse_date(box.value)) {
                box.error = "日付を YYYY-MM-DD で記入してください";
            }
        }
        if (!box.value.empty()) {
            all.append(all.empty() ? "" : " ").append(function).append("=").append(box.value);
        }
        boxes.push_back(std::move(box));
    }
    texts[item] = all;
}

std::string ActBoxes::titles_of_function(std::string_view function) const {
    std::string out;
    for (const sharing::Kind& each : gateway_.sharing()->kinds()) {
        if (each.function == function) {
            out.append(out.empty() ? "" : "、").append(each.title.japanese);
        }
    }
    return out;
}

// An office names itself, an insurer any that serves persons; of some items also an insurer itself.
ActBoxes::Choices ActBoxes::organisations(const ActItem& asked) const {
    Choices out;
    const bool is_insurer = !access::insurer_number_of(caller_).empty();
    const std::shared_ptr<const policy::PeerList> peers = gateway_.peers();
    for (const policy::Peer& peer : *peers) {
        const bool is_offered =
            asked.is_own || !is_insurer ? peer.id == caller_.id : ledger::may_register(peer) && !peer.revoked;
        for (const policy::Number& number : peer.numbers) {
            if (is_offered && (!asked.is_own || !is_insurer || number.kind == "insurer")) {
                out.emplace_back(
                    to_text(number),
                    fmt::format("{}（{}）", peer.name.empty() ? peer.id : peer.name, number.value));
            }
        }
    }
    return out;
}

ActBoxes::Choices ActBoxes::insurers() const {
    Choices out;
    const std::shared_ptr<const policy::PeerList> peers = gateway_.peers();
    for (const policy::Peer& peer : *peers) {
        if (const std::string number = access::insurer_number_of(peer); !number.empty()) {
            out.emplace_back(number, peer.name.empty() ? peer.id : peer.name);
        }
    }
    return out;
}

// A plan is its office's: its number begins with that of its sender.
bool ActBoxes::may_be_of_caller(std::string_view plan) const {
    return !access::insurer_number_of(caller_).empty() ||
           std::ranges::any_of(caller_.numbers,
                               [&](const policy::Number& own) { return plan.starts_with(own.value + ":"); });
}

// Numbers of plans, of documents that the caller may read; one that cannot be read has none. Of all systems
// at once: a page asks for several.
const ActBoxes::Choices& ActBoxes::plans(std::string_view system) {
    if (!plans_) {
        ReadMemory memory(request_);
        plans_ = read_large<Plans>(gateway_, memory, [&](const store::Snapshot& snapshot) {
                     return plans_in(snapshot, memory);
                 }).value_or(Plans());
    }
    return (*plans_)[whole_system(system)];
}

std::string ActBoxes::whole_system(std::string_view system) const {
    return fmt::format("{}/IdSystem/{}", request_.canonical, system);
}

diag::Result<ActBoxes::Plans> ActBoxes::plans_in(const store::Snapshot& snapshot, ReadMemory& memory) {
    Plans out;
    for (const ActItem& asked : act_.asked()) {
        if (!asked.system.empty()) {
            out[whole_system(asked.system)];
        }
    }
    TRY(const std::vector<seal::Hash> linked, snapshot.linked_persons(person_));
    const auto loaded = gateway_.workers().loaded();
    TRY(const store::DocumentPage page,
        access::find_documents(snapshot, reader_of(gateway_, request_),
                               {.persons = linked, .limit = most_documents_of_plans}));
    for (const store::Version& each : page.versions) {
        const mapping::Plan* const form = documents::find_plan(*loaded, each);
        if (!each.has_fhir || form == nullptr || form->form().plan().empty()) {
            continue;
        }
        TRY(const std::uint64_t bytes, mhd::view_size(snapshot, each));
        const auto view = memory.covers(bytes) ? mhd::open_view(snapshot, each) : nullptr;
        for (std::size_t i = 0; view && *view && i < (*view)->count(); ++i) {
            const json::Tree& tree = (*view)->tree();
            for (const json::NodeId number : mhd::nodes_at(tree, (*view)->resource(i), "identifier")) {
                const std::string value(mhd::text_at(tree, number, "value"));
                const auto known = out.find(mhd::text_at(tree, number, "system"));
                const bool is_new = known != out.end() &&
                                    std::ranges::find(known->second, value, &Choices::value_type::first) ==
                                        known->second.end();
                if (is_new && may_be_of_caller(value)) {
                    known->second.emplace_back(value, form->text(form->form().about().title));
                    documents.insert(each.document);
                }
            }
        }
    }
    return out;
}

ActBoxes::Choices ActBoxes::codes_of(const form::Form& form, const form::Item& item) const {
    Choices out;
    const form::Format* const format = form::format_of(form, item);
    if (item.list != form::none) {
        for (const form::CodeRow& row : form.rows(form.lists()[item.list])) {
            out.emplace_back(form.text(row.form), form.text(row.display));
        }
    } else if (format != nullptr && format->begins != form::none) {
        for (const std::string_view code : gateway_.sharing()->service_types()) {
            const std::string_view words = form::text_of_code(form, format->begins, code);
            out.emplace_back(code, words == code ? std::string(code) : fmt::format("{} {}", code, words));
        }
    }
    return out;
}

// Of a list, where the mapping does not know its words.
ActBoxes::Choices ActBoxes::words_of(std::string_view format) const {
    Choices out;
    if (format == lists_of_kinds) {
        for (const sharing::Kind& each : gateway_.sharing()->kinds()) {
            out.emplace_back(each.id, each.title.japanese);
        }
    } else if (format == lists_of_proxies) {
        for (const std::string_view each : sharing::grounds_of_proxies()) {
            out.emplace_back(each, diag::words_for("ground", each, diag::Language::japanese));
        }
    }
    return out;
}

// In words; empty: it is right.
std::string ActBoxes::check(const Box& box, const std::string& item) {
    std::string said = box.value;
    if (box.look == BoxLook::moment && said.size() == length_of_moment) {
        said += ":00+09:00";
    } else if (box.look == BoxLook::tick && said.empty()) {
        said = "0";
    }
    if (text::trim(said).empty()) {
        texts[item] = {};
        return box.is_needed ? "記入してください" : "";
    }
    if (box.look == BoxLook::choice && !has_choice(box, said)) {
        return "一覧から選んでください";
    }
    const bool is_as_kept =
        box.look == BoxLook::ticks || box.look == BoxLook::tick; // the handler knows lists
    RecordForm& items = form();
    if (const diag::Result<void> read = is_as_kept ? diag::Result<void>() : items.read_item(item, said);
        !read) {
        return diag::sentence(read.error().message, read.error().args, diag::Language::japanese);
    }
    texts[item] = is_as_kept || !items.form().item(item) ? said : std::string(items.text(item));
    return {};
}

} // namespace renkei::server
