#include "gateway/forms/mapping/plan.h"

namespace renkei::mapping {

Plan::Plan(const forms::Form& form, json::NameTable names) : form_(&form), names_(names) {
    const base::Blob& blob = form.blob();
    head_ = blob.section<PlanHead>(p_head);
    instructions_ = blob.section<Instruction>(p_instructions);
    conditions_ = blob.section<Condition>(p_conditions);
    terms_ = blob.section<Term>(p_terms);
    holes_ = blob.section<Hole>(p_holes);
    parts_ = blob.section<HolePart>(p_parts);
    code_texts_ = blob.section<CodeText>(p_code_texts);
    entries_ = blob.section<EntryPlan>(p_entries);
    sections_ = blob.section<SectionPlan>(p_sections);
    narrative_rows_ = blob.section<NarrativeRow>(p_narrative_rows);
    nodes_ = blob.section<MatchNode>(p_nodes);
    anchor_steps_ = blob.section<json::NameId>(p_anchor_steps);
    match_order_ = blob.section<std::uint16_t>(p_match_order);
    liveness_order_ = blob.section<std::uint16_t>(p_liveness_order);
    candidates_ = blob.section<Candidate>(p_candidates);
    probes_ = blob.section<Probe>(p_probes);
    probe_steps_ = blob.section<json::NameId>(p_probe_steps);
    sender_systems_ = blob.section<Str>(p_sender_systems);
    literals_ = blob.section<char>(p_literals);
}

} // namespace renkei::mapping
