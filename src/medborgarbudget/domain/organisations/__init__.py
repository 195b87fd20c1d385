"""Who owns cycles: municipalities, regions and the network office, with their look, languages and areas."""
